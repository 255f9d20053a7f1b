import { platform } from '#platform';
import { FerError } from '../../errors';
import type { GrayImage } from '../../images/GrayImage';
import { isParquet } from '../../fileSignatures';
import { importChunk } from '../../importChunk';
import { isRecord } from '../../isRecord';
import { describeValue, optionInvalid } from '../../options';
import type { ByteSource, FolderEntry } from '../../platform/Platform';
import { collectBytes } from '../../platform/byteChunks';
import { readBytes } from '../../platform/readBytes';
import type { DatasetColumns } from '../DatasetColumns';
import type { DatasetFormat } from '../DatasetFormat';
import type { ParquetLibrary, ReadDatasetOptions } from '../OpenDatasetOptions';
import { type ImageFile, readLabeledImages } from '../folder/readImages';
import { findSplit } from '../findExpression';
import { splitOfFile } from '../list/findLists';
import { type ImageList, type ListRow, PERSON_COLUMNS } from '../list/ImageList';
import { LabelReader } from '../list/LabelReader';
import type { LabelNumbering } from '../list/LabelNumbering';
import { malformed, quoteText } from '../malformed';
import { SkippedLog } from '../skipped';
import type { DataStream } from '../sources/DataStream';
import { fileNameOf, nameOf } from '../sources/DatasetInput';

/** Parquet files with images and labels, as the datasets of Hugging Face are exported. */
export const parquetFormat: DatasetFormat = {
  name: 'parquet',
  description: 'a Parquet file, or a folder of them, with the columns image and label',
  recognizes: (input) => (input.kind === 'file' ? isParquet(input.stream.head) : input.entries.some(isParquetFile)),
  // No chunk of its own: it would share code with openDataset, and bundlers then load that code in pages that only classify.
  read(input, options) {
    const files: readonly ParquetFile[] =
      input.kind === 'file'
        ? [{ path: input.name, read: () => input.stream }]
        : input.entries.filter(isParquetFile).map(({ path, source }) => ({ path, read: source }));
    return readParquet(input.name, files, options);
  },
};

const isParquetFile = ({ path }: FolderEntry): boolean => /\.parquet$/i.test(path);

/** A Parquet file: its path, and its source or opened stream. */
interface ParquetFile {
  readonly path: string;
  readonly read: ByteSource | (() => DataStream);
}

const NAMES = {
  image: ['image', 'img', 'face', 'images', 'pixels', 'picture', 'jpg', 'png'],
  label: ['label', 'emotion', 'expression', 'labels', 'emotion_label', 'class', 'target', 'fine_label'],
  split: ['split', 'usage', 'subset'],
  group: PERSON_COLUMNS,
} as const;

/** A row of the files. */
interface ParquetRow extends ImageFile {
  readonly source: string;
  readonly position: number;
  readonly label: string;
  readonly split: number;
  readonly group?: string;
  /** Reason why the row has no image. */
  readonly broken?: string;
}

/**
 * Reads Parquet files whose rows have an image, encoded as bytes or as numbers, and a label.
 * @throws PEER_MISSING without hyparquet; DATASET_MALFORMED, OPTION_INVALID, SOURCE_UNREADABLE
 */
async function readParquet(
  name: string,
  files: readonly ParquetFile[],
  options: ReadDatasetOptions,
): Promise<DatasetColumns> {
  const library = await loadLibrary(options);
  const rows: ParquetRow[] = [];
  const numberings: LabelNumbering[] = [];
  for (const file of files) {
    const { numbering, ...read } = await readFile(library, file, options);
    rows.push(...read.rows);
    if (numbering !== undefined) numberings.push(numbering);
  }
  const list = toList(rows, numberings[0], name);
  const reader = new LabelReader([list], options);
  const skipped = new SkippedLog(options.onBadRow);
  const samples = rows.flatMap((row, k) => {
    const place = { source: row.source, element: `row ${row.position}` };
    try {
      if (row.broken !== undefined) {
        const expected = 'an image as bytes, or its pixels as numbers';
        throw malformed({ ...place, expected, received: row.broken });
      }
      const read = reader.read(list, list.rows[k]!, place);
      if (!('reason' in read)) return [{ ...row, ...read }];
      skipped.add({ kind: read.kind, source: row.entry.path, reason: read.reason }, k);
    } catch (error) {
      skipped.skip(error, k, k);
    }
    return [];
  });
  samples.sort((one, other) => one.split - other.split);
  const source = { name: nameOf(name, options), labels: reader.labels, numbering: reader.numbering };
  return readLabeledImages(samples, source, options, skipped);
}

function toList(
  rows: readonly ParquetRow[],
  numbering: LabelNumbering | undefined,
  source: string,
): ImageList & { readonly source: string } {
  const listed = rows.map(({ entry, label, split }, k): ListRow => ({ line: k + 1, path: entry.path, label, split }));
  const known = numbering === undefined ? {} : { numbering };
  return { source, rows: listed, labeled: true, labelColumn: 'label', ...known };
}

/**
 * @throws PEER_MISSING, OPTION_INVALID if the caller gives another package, SOURCE_UNREADABLE if hyparquet is installed and does not load
 */
async function loadLibrary({ parquet }: ReadDatasetOptions): Promise<ParquetLibrary> {
  const loaded = await (parquet === undefined ? platform.importPackage?.('hyparquet') : importGiven(parquet));
  if (isRecord(loaded) && typeof loaded.parquetReadObjects === 'function') return loaded as unknown as ParquetLibrary;
  if (loaded !== undefined) {
    const expected = 'the exports of hyparquet, with a function parquetReadObjects';
    throw optionInvalid('parquet', expected, describeValue(loaded));
  }
  const install = 'npm install hyparquet';
  const isNode = platform.importPackage !== undefined;
  throw new FerError('PEER_MISSING', {
    failed: 'The optional package hyparquet, which reads Parquet files, is not installed',
    next: isNode
      ? `Run: ${install}`
      : `Run: ${install}. Then pass it: openDataset(file, { parquet: () => import('hyparquet') }).`,
    package: 'hyparquet',
    install,
  });
}

/** Calls the `import()` of the caller, whose error says whether the package is missing or fails. */
const importGiven = (load: () => Promise<unknown>): Promise<unknown> => importChunk('reader of Parquet files', load);

async function readFile(
  library: ParquetLibrary,
  file: ParquetFile,
  options: ReadDatasetOptions,
): Promise<{ readonly rows: readonly ParquetRow[]; readonly numbering?: LabelNumbering }> {
  const bytes = typeof file.read === 'function' ? await collectBytes(file.read()) : await readBytes(file.read, options);
  const source = fileNameOf(file.path);
  const buffer = {
    byteLength: bytes.length,
    slice: (start: number, end?: number) => bytes.slice(start, end).buffer,
  };
  try {
    const metadata = await library.parquetMetadataAsync(buffer);
    const names = metadata.row_groups[0]?.columns.map((column) => column.meta_data?.path_in_schema[0] ?? '') ?? [];
    const find = (role: keyof typeof NAMES): string | undefined =>
      NAMES[role]
        .map((word) => names.find((column) => column.toLowerCase().replace(/[^a-z0-9]/g, '') === word.replace('_', '')))
        .find((column) => column !== undefined);
    const [image, label, split, group] = [find('image'), find('label'), find('split'), find('group')];
    if (image === undefined || label === undefined) {
      const expected = 'the columns image and label';
      throw malformed({ source, expected, received: [...new Set(names)].join(', ') || 'no rows' });
    }
    const rows: ParquetRow[] = [];
    for (const rowGroup of metadata.row_groups) {
      options.signal?.throwIfAborted();
      const rowStart = rows.length;
      const rowEnd = rowStart + Number(rowGroup.num_rows);
      // Of bytes without a type, the library would make text.
      const columns = [image, label, split, group].filter((column) => column !== undefined);
      const values = await library.parquetReadObjects({
        file: buffer,
        metadata: metadata as never,
        columns,
        rowStart,
        rowEnd,
        utf8: false,
      });
      for (const value of values) {
        const own = split === undefined ? -1 : findSplit(toText(value[split]));
        const position = rows.length;
        const person = group === undefined ? '' : toText(value[group]);
        rows.push({
          ...readImage(value[image], `${source}/${position}`, options),
          source,
          position,
          label: toText(value[label]),
          ...(person === '' ? {} : { group: person }),
          split: Math.max(own >= 0 ? own : splitOfFile(file.path), 0),
        });
      }
    }
    const numbering = readNumbering(metadata, label);
    return { rows, ...(numbering === undefined ? {} : { numbering }) };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof FerError) throw error;
    const received = error instanceof Error ? error.message : String(error);
    const next = /codec|compress/i.test(received)
      ? 'Save it with the compression snappy: table.to_parquet(file, compression="snappy").'
      : 'Fetch or export the file again.';
    throw malformed({ source, expected: 'a whole Parquet file', received, next, cause: error });
  }
}

function toText(value: unknown): string {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? `${value}` : '';
}

/** An image as bytes, as the struct of bytes and path that Hugging Face writes, as rows of numbers, or as text of numbers. */
function readImage(
  value: unknown,
  fallback: string,
  { width, height }: ReadDatasetOptions,
): Pick<ParquetRow, 'entry' | 'image' | 'broken'> {
  const path = isRecord(value) && typeof value.path === 'string' && value.path !== '' ? value.path : fallback;
  const bytes = value instanceof Uint8Array ? value : isRecord(value) ? value.bytes : undefined;
  if (bytes instanceof Uint8Array) return { entry: { path, source: bytes } };
  const entry = { path, source: new Uint8Array(0) };
  const image = fromNumbers(value, width, height);
  if (image !== undefined) return { entry, image };
  return { entry, broken: typeof value === 'string' ? quoteText(value) : value === null ? 'null' : typeof value };
}

function fromNumbers(value: unknown, width: number, height: number): GrayImage | undefined {
  const rows: readonly unknown[] =
    typeof value === 'string' ? value.trim().split(/\s+/).map(Number) : Array.isArray(value) ? value : [];
  const isNested = Array.isArray(rows[0]);
  const numbers = (rows.flat() as readonly unknown[]).map(Number);
  const side = isNested ? [(rows[0] as readonly unknown[]).length, rows.length] : [width, height];
  const isImage = numbers.length === side[0]! * side[1]! && numbers.every((pixel) => pixel >= 0 && pixel <= 255);
  if (!isImage || numbers.length === 0) return undefined;
  // Floats from 0 to 1 have fractions; whole numbers range from 0 to 255.
  const scale = numbers.every((pixel) => pixel <= 1) && !numbers.every(Number.isInteger) ? 255 : 1;
  return { pixels: Uint8Array.from(numbers, (pixel) => Math.round(pixel * scale)), width: side[0]!, height: side[1]! };
}

/** The names of the label numbers, which Hugging Face notes in the file. */
function readNumbering(
  { key_value_metadata: notes = [] }: Awaited<ReturnType<ParquetLibrary['parquetMetadataAsync']>>,
  label: string,
): LabelNumbering | undefined {
  const text = notes.find(({ key }) => key === 'huggingface')?.value;
  if (text === undefined) return undefined;
  const names = /"names":\s*(\[[^\]]*\])/.exec(text.slice(Math.max(text.indexOf(`"${label}"`), 0)))?.[1];
  if (names === undefined) return undefined;
  try {
    return { name: 'Hugging Face', labels: Object.fromEntries((JSON.parse(names) as string[]).map(String).entries()) };
  } catch {
    return undefined;
  }
}
