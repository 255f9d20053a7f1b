import type { Abortable } from '../../abortable';
import { isNpy, isNpz } from '../../fileSignatures';
import { baseName } from '../../imagePaths';
import type { FolderEntry } from '../../platform/Platform';
import { readBytes } from '../../platform/readBytes';
import { checkLabels } from '../DatasetColumns';
import type { DatasetFormat } from '../DatasetFormat';
import { malformed } from '../malformed';
import { withDataStream } from '../sources/DataStream';
import { type DatasetInput, nameOf } from '../sources/DatasetInput';
import { readNpz } from './readNpz';
import { readNpyDataset } from './readNpyDataset';
import { npyFiles } from './writeNpyDataset';

/** NumPy arrays: a folder with images.npy and labels.npy, as written by `writeNpyDataset`. */
export const npyFormat: DatasetFormat = {
  name: 'npy',
  description: 'a folder with images.npy and labels.npy, or an .npz file with the arrays images and labels',
  recognizes: (input) =>
    input.kind === 'file'
      ? isNpy(input.stream.head) || isNpz(input.stream.head)
      : (findIn(input, npyFiles.images) ?? findArchive(input)) !== undefined,
  async read(input, options) {
    if (input.kind === 'file' && isNpz(input.stream.head)) return readNpz(input.stream, options);
    const archive = findIn(input, npyFiles.images) === undefined ? findArchive(input) : undefined;
    if (archive !== undefined) return withDataStream(archive.source, options, (stream) => readNpz(stream, options));
    const images = findIn(input, npyFiles.images);
    const labels = findIn(input, npyFiles.labels);
    if (images === undefined || labels === undefined) {
      throw malformed({
        source: input.name,
        expected: `two arrays, ${npyFiles.images} and ${npyFiles.labels}`,
        received: 'one array',
        next: 'Open the pair: openDataset({ images: "x.npy", labels: "y.npy" }).',
      });
    }
    const splits = findIn(input, npyFiles.splits);
    const names = findIn(input, npyFiles.names);
    const known = names === undefined ? {} : await readNames(names, options);
    const resolved = {
      ...options,
      name: options.name ?? known.name ?? nameOf(input.name, options),
      labels: options.labels === 'auto' ? (known.labels ?? options.labels) : options.labels,
    };
    const sources = { images: images.source, labels: labels.source };
    return readNpyDataset(splits === undefined ? sources : { ...sources, splits: splits.source }, resolved);
  },
};

function findIn(input: DatasetInput, name: string): FolderEntry | undefined {
  return input.kind === 'files' ? input.entries.find(({ path }) => baseName(path) === name) : undefined;
}

/** The only .npz file of a folder. */
function findArchive(input: DatasetInput): FolderEntry | undefined {
  const archives = input.kind === 'files' ? input.entries.filter(({ path }) => /\.npz$/i.test(path)) : [];
  return archives.length === 1 ? archives[0] : undefined;
}

interface KnownNames {
  readonly name?: string;
  readonly labels?: readonly string[];
}

async function readNames({ path, source }: FolderEntry, options: Abortable): Promise<KnownNames> {
  const bytes = await readBytes(source, options);
  try {
    const { name, labels } = JSON.parse(new TextDecoder().decode(bytes)) as { name: unknown; labels: unknown };
    if (typeof name !== 'string' || !Array.isArray(labels)) throw new TypeError('no name or labels');
    const names = labels.map(String);
    checkLabels(names);
    return { name, labels: names };
  } catch (error) {
    const received = error instanceof Error ? error.message : String(error);
    throw malformed({ source: path, expected: '{ "name": ..., "labels": [...] }', received, cause: error });
  }
}
