import type { Abortable } from '../../abortable';
import type { FolderEntry } from '../../platform/Platform';
import { combineParts } from '../combineParts';
import type { DatasetColumns } from '../DatasetColumns';
import type { DatasetFormat } from '../DatasetFormat';
import { isImagePath } from '../folder/isImagePath';
import type { OpenDatasetOptions } from '../OpenDatasetOptions';
import { openDataStream } from '../sources/DataStream';
import { nameOf } from '../sources/nameOf';
import type { Split } from '../splits';
import { readFerCsv } from './readFerCsv';

/** One file that has all, best first. */
const WHOLE = ['fer2013.csv', 'icml_face_data.csv'];

/** Files of Kaggle's first release, one a split. */
const PARTS: readonly (readonly [file: string, split: Split])[] = [
  ['train.csv', 'train'],
  ['validation.csv', 'validation'],
  ['test.csv', 'test'],
];

/** A CSV file to read, and the split of its rows where they tell none. */
interface CsvFile {
  readonly entry: FolderEntry;
  readonly split: Split;
}

/** FER2013's CSV, plain or gzip: the official file, Kaggle's variants, and folders that hold one. */
export const ferCsvFormat: DatasetFormat = {
  name: 'fer2013-csv',
  description: 'a FER2013 CSV file, or a folder with fer2013.csv, icml_face_data.csv or train.csv',
  // Whatever single file no other format claims is taken for text, so that its error tells line and column.
  recognizes: (input) => input.kind === 'file' || findCsvFiles(input.entries).length > 0,
  async read(input, options) {
    if (input.kind === 'file') return readFerCsv(input.stream, options);
    const files = findCsvFiles(input.entries);
    const parts = [];
    for (const { entry, split } of files) {
      parts.push({ split, columns: await readEntry(entry, options) });
    }
    return files.length === 1 ? parts[0]!.columns : combineParts(nameOf(input.name, options), parts);
  },
};

async function readEntry({ source }: FolderEntry, options: OpenDatasetOptions & Abortable): Promise<DatasetColumns> {
  const stream = await openDataStream(source, options);
  try {
    return await readFerCsv(stream, options);
  } finally {
    await stream.close();
  }
}

/** The CSV files of a folder that are one dataset; those nearest to its top where there are several. */
function findCsvFiles(entries: readonly FolderEntry[]): readonly CsvFile[] {
  const byDepth = entries
    .filter(({ path }) => /\.csv(\.gz)?$/i.test(path))
    .sort((one, other) => one.path.split('/').length - other.path.split('/').length);
  const find = (name: string): FolderEntry | undefined =>
    byDepth.find(({ path }) => path.split('/').at(-1)!.toLowerCase().replace(/\.gz$/, '') === name);
  for (const name of WHOLE) {
    const entry = find(name);
    if (entry !== undefined) return [{ entry, split: 'train' }];
  }
  const parts = PARTS.flatMap(([name, split]): CsvFile[] => {
    const entry = find(name);
    return entry === undefined ? [] : [{ entry, split }];
  });
  if (parts.some(({ split }) => split === 'train')) return parts;
  const only = byDepth.length === 1 && !entries.some(({ path }) => isImagePath(path));
  return only ? [{ entry: byDepth[0]!, split: 'train' }] : [];
}
