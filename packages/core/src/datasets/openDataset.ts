import { FerError } from '../errors';
import type { ByteSource } from '../platform/Platform';
import { Dataset } from './Dataset';
import { type DatasetColumns, type Split, SPLITS } from './DatasetColumns';
import type { DatasetFormat } from './DatasetFormat';
import { type OpenDatasetOptions, type ReadDatasetOptions, resolveOpenDatasetOptions } from './OpenDatasetOptions';
import { combineParts, type DatasetPart } from './combineParts';
import { readFerCsv } from './csv/ferCsvFormat';
import { readLabelColumn } from './csv/readLabelColumn';
import { repeatGrey } from './derive/repeatGrey';
import { datasetFormats } from './datasetFormats';
import { malformed } from './malformed';
import { describeSkipped, nothingSkipped } from './skipped';
import { type NpySources, readNpyDataset } from './npy/readNpyDataset';
import { isPlainObject } from '../isRecord';
import { describeValue, optionInvalid, unknownOption } from '../options';
import { listFirst } from '../words';
import { platform } from '#platform';
import { isImageList, listsImages } from './list/findLists';
import { imageListFormat } from './list/imageListFormat';
import { withDataStream } from './sources/DataStream';
import { type DatasetInput, type FileSelection, isSelection, nameOf, openInput } from './sources/DatasetInput';

/** One source per split, for a dataset in several files or folders. */
export type SplitSources = Readonly<Partial<Record<Split, ByteSource | FileSelection | NpySources>>> & {
  /** Labels for a `test` CSV without labels, such as Kaggle's: one per line, or a CSV with a column "emotion". */
  readonly testLabels?: ByteSource;
};

/** A source of {@link openDataset}. */
export type DatasetSource = ByteSource | FileSelection | SplitSources | NpySources;

/**
 * Reads a dataset: FER2013's CSV, plain or gzip, in its official form and its variants; image folders; images with their labels in a file
 * beside them; NumPy arrays; Parquet files; projects of `encodeProject`; and ZIP archives of all these. docs/datasets.md lists all layouts.
 *
 * A malformed row or image rejects with its line and column, or is skipped and counted, see
 * {@link OpenDatasetOptions.onBadRow}. Damage of a whole file, such as broken gzip, always rejects.
 *
 * @param source - a path of a file or folder (Node); a URL, Blob, File, bytes or a stream of them; files of an `<input>`; a
 * pair of arrays; or an object with one source per split
 * @throws SOURCE_UNREADABLE if a source cannot be read; DATASET_MALFORMED if it breaks its format; DATASET_EMPTY if no sample
 * is left; OUT_OF_MEMORY if the pixels do not fit; PEER_MISSING for Parquet without hyparquet; OPTION_INVALID
 *
 * @example
 * ```ts
 * const fer = await openDataset('fer2013.csv.gz', { onProgress: ({ rows }) => console.log(rows) });
 * console.log(fer.size, fer.labels, fer.selectSplit('train').labelCounts);
 * ```
 * @example
 * ```ts
 * const faces = await openDataset('faces');                                          // faces/train/happy/1.png, ...
 * const pair = await openDataset({ train: 'train.csv', test: 'test.csv' }, { unlabeled: 'skip' });
 * const arrays = await openDataset({ images: 'x.npy', labels: 'y.npy' });
 * const listed = await openDataset('raf-db', { labelFile: 'EmoLabel/list_patition_label.txt' });
 * const picked = await openDataset(fileInput.files, { onBadRow: 'skip' });
 * ```
 */
export async function openDataset(source: DatasetSource, options: OpenDatasetOptions = {}): Promise<Dataset> {
  const resolved = resolveOpenDatasetOptions(options);
  resolved.signal?.throwIfAborted();
  const columns = await readSource(source, resolved);
  if (columns.rows.length === 0) throw datasetEmpty(columns);
  return new Dataset(resolved.channels === 3 ? repeatGrey(columns) : columns);
}

/** The keys of sources of several parts. */
const SOURCE_KEYS = [...SPLITS, 'testLabels', 'images', 'labels', 'splits'];

/**
 * Checks the keys of a plain object.
 * @throws OPTION_INVALID for an unknown key, and an object without keys
 */
function checkSourceKeys(source: unknown): void {
  if (!isPlainObject(source)) return;
  // A list of files, and a stream made by hand.
  if (isSelection(source) || Symbol.asyncIterator in source || 'getReader' in source) return;
  const unknown = Object.keys(source).find((key) => !SOURCE_KEYS.includes(key));
  if (unknown !== undefined) throw unknownOption(unknown, SOURCE_KEYS, 'source.');
}

async function readSource(source: DatasetSource, options: ReadDatasetOptions): Promise<DatasetColumns> {
  checkSourceKeys(source);
  if (hasKeyOf<NpySources>(source, ['images', 'labels'])) return readNpyDataset(source, options);
  if (hasKeyOf<SplitSources>(source, SPLITS)) return readParts(source, options);
  const input = await openInput(source, options);
  if (input.kind === 'file' && options.labelFile !== undefined) {
    await input.stream.close();
    throw optionInvalid('labelFile', 'a folder as the source', `the file "${input.name}"`);
  }
  const list = await findListFolder(source, input, options);
  if (list !== undefined) return imageListFormat.read(list.input, { ...options, ...list.options });
  try {
    const format = await chooseFormat(input, options);
    if (options.layout !== 'auto' && format.name !== 'image-folder') {
      throw optionInvalid(
        'layout',
        'no layout for a source that is no folder of images',
        describeValue(options.layout),
      );
    }
    return await format.read(input, options);
  } finally {
    if (input.kind === 'file') await input.stream.close();
  }
}

/** The folder of the images, where the source is a list of them. */
async function findListFolder(
  source: DatasetSource,
  input: DatasetInput,
  options: ReadDatasetOptions,
): Promise<{ readonly input: DatasetInput; readonly options: Partial<ReadDatasetOptions> } | undefined> {
  if (input.kind !== 'file' || typeof source !== 'string' || !isImageList(input.stream.head)) return undefined;
  const path = source.replaceAll('\\', '/');
  const parts = path.split('/');
  for (const depth of [1, 2]) {
    const folder = parts.slice(0, -depth).join('/') || (path.startsWith('/') ? '/' : '.'.repeat(depth));
    if (!(await platform.isFolder(folder))) continue;
    const files = await openInput(folder, options);
    const labelFile = parts.slice(-depth).join('/');
    if (files.kind !== 'files' || !(await listsImages(labelFile, files.entries, options))) continue;
    await input.stream.close();
    return { input: files, options: { labelFile, name: nameOf(input.name, options) } };
  }
  return undefined;
}

/** Callers without types can pass anything. */
function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** True for an object with one of the given keys of its own; byte sources have none of them. */
function hasKeyOf<T extends object>(source: DatasetSource, keys: readonly string[]): source is DatasetSource & T {
  if (!isObject(source) || isSelection(source)) return false;
  return keys.some((key) => Object.hasOwn(source, key));
}

async function readParts(sources: SplitSources, options: ReadDatasetOptions): Promise<DatasetColumns> {
  const parts: DatasetPart[] = [];
  for (const split of SPLITS) {
    const source = sources[split];
    if (source === undefined) continue;
    const labeled = split === 'test' && sources.testLabels !== undefined;
    const columns = labeled
      ? await readLabeledCsv(source, sources.testLabels, options)
      : await readSource(source, options);
    parts.push({ split, columns });
  }
  if (parts.length === 0) throw optionInvalid('source', `a source for one of ${SPLITS.join(', ')}`, 'none');
  return combineParts(options.name ?? parts[0]!.columns.name, parts);
}

async function readLabeledCsv(
  source: DatasetSource,
  labels: ByteSource,
  options: ReadDatasetOptions,
): Promise<DatasetColumns> {
  if (isSelection(source) || hasKeyOf<NpySources>(source, ['images'])) {
    throw optionInvalid('testLabels', 'one CSV file as "test"', describeValue(source));
  }
  const given = await readLabelColumn(labels, options);
  return withDataStream(source as ByteSource, options, (stream) => readFerCsv(stream, options, given));
}

async function chooseFormat(input: DatasetInput, options: ReadDatasetOptions): Promise<DatasetFormat> {
  const { format: name } = options;
  // A layout tells that the labels are in the names of folders, also where a list lies beside them.
  const told = options.labelFile !== undefined ? 'image-list' : options.layout !== 'auto' ? 'image-folder' : 'auto';
  const wanted = name === 'auto' && input.kind === 'files' ? told : name;
  const candidates = datasetFormats.filter((format) => wanted === 'auto' || format.name === wanted);
  for (const format of candidates) if (await format.recognizes(input, options)) return format;
  const paths = input.kind === 'files' ? input.entries.map(({ path }) => path) : ['another file'];
  throw malformed({
    source: input.name,
    expected: candidates.map(({ description }) => description).join('; or '),
    received: paths.length === 0 ? 'no files' : listFirst(paths, 3),
  });
}

function datasetEmpty({ name, skipped }: DatasetColumns): FerError<'DATASET_EMPTY'> {
  const { count, kinds, items } = skipped ?? nothingSkipped;
  return new FerError('DATASET_EMPTY', {
    failed: `"${name}" has no samples`,
    expected: 'at least one good row',
    ...(count === 0 ? {} : { next: 'Convert images of other formats to PNG or JPEG; mend the others.' }),
    received:
      count === 0
        ? 'no rows'
        : `${describeSkipped(skipped!)}; the first: ${(items[0]?.reason ?? '').replace(/\.$/, '')}`,
    ...(kinds['no-face'] === undefined
      ? {}
      : {
          next: 'If each picture is a cropped face, turn the search off with faces: false (on the command line --faces false).',
        }),
  });
}
