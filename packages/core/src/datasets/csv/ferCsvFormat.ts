import { hasBytes, isTar, isWorkbook, utf16Of } from '../../fileSignatures';
import type { FolderEntry } from '../../platform/Platform';
import { createYielder } from '../../yieldToEvents';
import { type DatasetColumns, type Split, SPLITS } from '../DatasetColumns';
import type { DatasetFormat } from '../DatasetFormat';
import type { ReadDatasetOptions } from '../OpenDatasetOptions';
import { combineParts } from '../combineParts';
import { findSplit } from '../findExpression';
import { baseName, isImagePath } from '../../imagePaths';
import { malformed, quoteBytes } from '../malformed';
import { type DataStream, withDataStream } from '../sources/DataStream';
import { nameOf } from '../sources/DatasetInput';
import { NEWLINE, RETURN } from './CsvRow';
import { FerCsvReader } from './FerCsvReader';
import { LineSplitter } from './LineSplitter';
import { notify } from '../../notify';

/** Files with all splits, in order of preference. */
const COMPLETE_FILES = ['fer2013.csv', 'icml_face_data.csv'];

/** A CSV file, and the split of its rows if it has no column of splits. */
interface CsvFile {
  readonly entry: FolderEntry;
  readonly split: Split;
}

/** FER2013's CSV, plain or gzip: the official file, Kaggle's variants, and folders with one of these. */
export const ferCsvFormat: DatasetFormat = {
  name: 'fer2013-csv',
  description: 'a FER2013 CSV file, or a folder with fer2013.csv, icml_face_data.csv or train.csv',
  // Any single file: `npyFormat` is asked first, and reading an unknown file as CSV gives an error with line and column.
  recognizes: (input) => input.kind === 'file' || findCsvFiles(input.entries).length > 0,
  async read(input, options) {
    if (input.kind === 'file') return readFerCsv(input.stream, options);
    const files = findCsvFiles(input.entries);
    const parts = [];
    for (const { entry, split } of files) {
      const columns = await withDataStream(entry.source, options, (stream) => readFerCsv(stream, options));
      parts.push({ split, columns });
    }
    return files.length === 1 ? parts[0]!.columns : combineParts(nameOf(input.name, options), parts);
  },
};

const CSV_ENDING = /\.csv(\.gz)?$/i;

/** Finds the CSV files of one dataset in a folder; of several datasets the one nearest to the top. */
function findCsvFiles(entries: readonly FolderEntry[]): readonly CsvFile[] {
  const byDepth = entries
    .filter(({ path }) => CSV_ENDING.test(path))
    .sort((one, other) => one.path.split('/').length - other.path.split('/').length);
  const find = (name: string): FolderEntry | undefined =>
    byDepth.find(({ path }) => baseName(path).toLowerCase().replace(/\.gz$/, '') === name);
  for (const name of COMPLETE_FILES) {
    const entry = find(name);
    if (entry !== undefined) return [{ entry, split: 'train' }];
  }
  // One file for each split, under any name of it: train.csv, val.csv, test.csv.
  const parts = SPLITS.flatMap((split, index): CsvFile[] => {
    const entry = byDepth.find(({ path }) => findSplit(baseName(path).replace(CSV_ENDING, '')) === index);
    return entry === undefined ? [] : [{ entry, split }];
  });
  if (parts.some(({ split }) => split === 'train')) return parts;
  const only = byDepth.length === 1 && !entries.some(({ path }) => isImagePath(path));
  return only ? [{ entry: byDepth[0]!, split: 'train' }] : [];
}

/** Bytes to parse between two yields to the event loop, for files that come in one chunk. */
const BYTES_PER_YIELD = 1 << 20;

/** Limit of a line in bytes: a pixel with its space takes at most four, and four times as much leaves room for padding. */
const longestLine = (pixels: number): number => 16 * pixels + 65_536;

/**
 * Reads a FER2013 CSV file byte by byte into one array, without strings. A file of any size, good or bad, takes no more
 * memory than its pixels and one line.
 *
 * @param givenLabels - label numbers from another file, one per row
 * @throws DATASET_MALFORMED
 */
export async function readFerCsv(
  stream: DataStream,
  options: ReadDatasetOptions,
  givenLabels?: readonly number[],
): Promise<DatasetColumns> {
  rejectOtherFormats(stream);
  const { totalBytes } = stream;
  const fractionRead = (): number => (totalBytes === undefined ? 0 : stream.bytesRead() / totalBytes);
  const reader = new FerCsvReader(stream.name, options, fractionRead, givenLabels);
  const splitter = new LineSplitter(longestLine(options.width * options.height), reader);
  const yieldIfDue = createYielder(options);
  for await (const chunk of unifyLineEnds(stream.chunks)) {
    for (let from = 0; from < chunk.length; from += BYTES_PER_YIELD) {
      splitter.push(chunk.subarray(from, from + BYTES_PER_YIELD));
      await yieldIfDue();
    }
    const total = totalBytes === undefined ? {} : { totalBytes };
    await notify(options.onProgress, { bytes: stream.bytesRead(), ...total, rows: reader.rowCount }, options);
  }
  splitter.finish();
  return reader.finish(nameOf(stream.name, options));
}

/**
 * Replaces carriage returns by line feeds if they alone end the first line, as in files of old spreadsheets; returns other files as they
 * are.
 */
async function* unifyLineEnds(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let ends: 'unknown' | 'open' | 'feeds' | 'returns' = 'unknown';
  for await (const chunk of chunks) {
    let rest = chunk;
    if (ends === 'open' && chunk.length > 0) {
      ends = chunk[0] === NEWLINE ? 'feeds' : 'returns';
      if (ends === 'feeds') rest = chunk.subarray(1);
    } else if (ends === 'unknown') {
      const at = chunk.findIndex((byte) => byte === NEWLINE || byte === RETURN);
      if (at >= 0) ends = chunk[at] === NEWLINE || chunk[at + 1] === NEWLINE ? 'feeds' : 'returns';
      // The next chunk tells whether a line feed follows. Until then the line end is passed on as a feed, which suits both.
      if (ends === 'returns' && at === chunk.length - 1) ends = 'open';
    }
    yield ends === 'returns' || ends === 'open' ? rest.map((byte) => (byte === RETURN ? NEWLINE : byte)) : rest;
  }
}

/** Formats that are not CSV, by the text that they begin with. */
const OTHER_TEXTS: readonly (readonly [start: RegExp, name: string, next: string])[] = [
  [
    /^\s*[[{]/,
    'JSON',
    'JSON is not read. Save the rows as CSV with the columns emotion, pixels and Usage, e.g. with pandas: pandas.read_json(file).to_csv("fer.csv", index=False).',
  ],
  [
    /^\s*<(!doctype|html|\?xml|head|body)/i,
    'a web page',
    'The address or the login may be wrong: fetch the file again.',
  ],
  [/^version https:\/\/git-lfs/, 'a pointer of Git LFS instead of the file', 'Fetch the file itself: git lfs pull.'],
];

const SAVE_ARRAYS = 'Save its arrays with numpy.savez(file, images=images, labels=labels).';

/** Formats that are not CSV, by the bytes that they begin with. */
const OTHER_BYTES: readonly (readonly [start: readonly number[], name: string, next: string])[] = [
  [[0x52, 0x61, 0x72, 0x21], 'a RAR archive', 'Unpack it first.'],
  [[0x37, 0x7a, 0xbc, 0xaf], 'a 7z archive', 'Unpack it first.'],
  [[0x89, 0x48, 0x44, 0x46], 'an HDF5 file', SAVE_ARRAYS],
  [[0x4d, 0x41, 0x54, 0x4c, 0x41, 0x42], 'a MATLAB file', SAVE_ARRAYS],
  [[0x80, 2], 'a pickle of Python', SAVE_ARRAYS],
  [[0x80, 3], 'a pickle of Python', SAVE_ARRAYS],
  [[0x80, 4], 'a pickle of Python', SAVE_ARRAYS],
  [[0x80, 5], 'a pickle of Python', SAVE_ARRAYS],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG image', 'Open the folder of the images.'],
  [[0xff, 0xd8, 0xff], 'a JPEG image', 'Open the folder of the images.'],
];

/** Rejects archives, UTF-16 and binary files by their first bytes, with the next step. */
function rejectOtherFormats({ name, head }: DataStream): void {
  const expected = 'CSV text in UTF-8';
  const otherFormat = (received: string, next: string): Error =>
    malformed({ source: name, line: 1, expected, received, next });
  const binary = OTHER_BYTES.find(([start]) => hasBytes(head, start));
  const text = new TextDecoder().decode(head);
  if (isWorkbook(name, head)) throw otherFormat('an Excel workbook', 'Save it as CSV in UTF-8.');
  if (binary !== undefined) throw otherFormat(binary[1], binary[2]);
  if (isTar(head)) throw otherFormat('a tar archive', 'Unpack it first.');
  const everySecondZero = head.length > 3 && (head[0] === 0 || head[1] === 0) && head[0] !== head[1];
  if (utf16Of(head) !== undefined || everySecondZero) throw otherFormat('UTF-16', 'Save the file as UTF-8.');
  const other = OTHER_TEXTS.find(([start]) => start.test(text));
  if (other !== undefined) throw otherFormat(other[1], other[2]);
  if (head.includes(0)) throw otherFormat(`binary data: ${quoteBytes(head)}`, 'Check that it is the right file.');
}
