import { isFerError } from '../../errors';
import { readGrayImage } from '../../images/readImage';
import { resizeGray } from '../../images/resizeGray';
import { EXPRESSIONS } from '../../labels';
import type { FolderEntry } from '../../platform/Platform';
import { readBytes } from '../../platform/readBytes';
import { createYielder } from '../../yieldToEvents';
import { checkLabels, SPLITS } from '../DatasetColumns';
import type { DatasetFormat } from '../DatasetFormat';
import type { ReadDatasetOptions } from '../OpenDatasetOptions';
import { findExpression, findSplit } from '../findExpression';
import { malformed } from '../malformed';
import { SkippedLog, type SkippedReport } from '../skipped';
import { describeValue, optionInvalid } from '../../options';
import { nameOf } from '../sources/DatasetInput';

/** Image folders, one per label, optionally inside one folder per split. */
export const imageFolderFormat: DatasetFormat = {
  name: 'image-folder',
  description: 'a folder of "split/label/*.png" or "label/*.png" (or jpg, webp)',
  recognizes: (input) => input.kind === 'files' && input.entries.some(({ path }) => isImagePath(path)),
  async read(input, options) {
    const entries = input.kind === 'files' ? input.entries : [];
    const { labels, images } = readImageLayout(input.name, entries, options.labels);
    const { pixels, rows, skipped } = await readImages(images, options);
    return {
      name: nameOf(input.name, options),
      labels,
      width: options.width,
      height: options.height,
      pixels,
      rows,
      labelIndices: Uint8Array.from(rows, (row) => images[row]!.label),
      splitIndices: Uint8Array.from(rows, (row) => images[row]!.split),
      sources: images.map(({ entry }) => entry.path),
      skipped,
    };
  },
};

/** An image file with the label and split of its folders. */
interface LabeledImage {
  readonly entry: FolderEntry;
  readonly label: number;
  readonly split: number;
}

/** The images of a folder, and the labels that the folder names give. */
interface ImageLayout {
  readonly labels: readonly string[];
  readonly images: readonly LabeledImage[];
}

/** An image file with the names in its path. */
interface ParsedPath {
  readonly entry: FolderEntry;
  readonly folder: string;
  readonly split: number;
}

/**
 * Derives label and split of each image from its path: `label/file` or `split/label/file`, below any folders. If all label
 * folders are named like FER2013's expressions, they get these labels in FER2013's order; else they keep their names, sorted.
 *
 * @param wanted - the labels to read, in their order; other folders are ignored
 * @throws DATASET_MALFORMED for an image without a label folder; OPTION_INVALID if no folder has a wanted label
 */
function readImageLayout(
  source: string,
  entries: readonly FolderEntry[],
  wanted: 'auto' | readonly string[],
): ImageLayout {
  const parsed = entries.filter(({ path }) => isImagePath(path)).map((entry) => parsePath(source, entry));
  const folders = [...new Set(parsed.map(({ folder }) => folder))].sort();
  const areExpressions = folders.every((folder) => findExpression(folder) !== undefined);
  const labelName = (folder: string): string => (areExpressions ? findExpression(folder)! : folder);
  const found = new Set(folders.map(labelName));
  const sorted = areExpressions ? EXPRESSIONS.filter((expression) => found.has(expression)) : [...found];
  if (wanted === 'auto') checkLabels(sorted);
  const labels = wanted === 'auto' ? sorted : wanted;
  const labelOf = (folder: string): number => {
    const exact = labels.indexOf(folder);
    return exact >= 0 ? exact : labels.indexOf(labelName(folder));
  };
  const images = parsed
    .map(({ entry, folder, split }) => ({ entry, label: labelOf(folder), split }))
    .filter(({ label }) => label >= 0);
  if (images.length === 0)
    throw optionInvalid('labels', `some of the folders ${folders.join(', ')}`, describeValue(wanted));
  // By split, as in FER2013, and within a split by path, because the sort is stable.
  return { labels, images: images.sort((one, other) => one.split - other.split) };
}

function parsePath(source: string, entry: FolderEntry): ParsedPath {
  const folders = entry.path.split('/').slice(0, -1);
  const folder = folders.at(-1);
  if (folder === undefined || findSplit(folder) >= 0) {
    throw malformed({
      source,
      expected: 'images at "label/file" or "split/label/file"',
      received: JSON.stringify(entry.path),
      next: `Put each image into a folder named like its label; splits are named ${SPLITS.join(', ')}.`,
    });
  }
  return { entry, folder, split: Math.max(findSplit(folders.at(-2) ?? ''), 0) };
}

/** True for the file extensions of PNG, JPEG and WebP. */
export function isImagePath(path: string): boolean {
  return /\.(png|jpe?g|webp)$/i.test(path);
}

/** Number of images read at once, so that I/O overlaps with decoding. */
const CONCURRENCY = 16;

/** The images of a folder, decoded. */
interface ReadImages {
  readonly pixels: Uint8Array;
  /** Numbers of the good images. */
  readonly rows: Uint32Array;
  readonly skipped: SkippedReport;
}

/**
 * Reads image files as grey pixels of one size.
 * @throws DATASET_MALFORMED, SOURCE_UNREADABLE
 */
async function readImages(images: readonly LabeledImage[], options: ReadDatasetOptions): Promise<ReadImages> {
  const { width, height, onProgress } = options;
  const pixels = new Uint8Array(images.length * width * height);
  const good = new Uint8Array(images.length);
  const skipped = new SkippedLog(options.onBadRow);
  const failures: { readonly row: number; readonly error: unknown }[] = [];
  const yieldIfDue = createYielder(options);
  let next = 0;
  let done = 0;
  let goodCount = 0;
  let bytes = 0;

  const readOne = async (row: number): Promise<void> => {
    const { path, source: file } = images[row]!.entry;
    try {
      const encoded = await readBytes(file, options);
      bytes += encoded.length;
      const image = await readGrayImage(encoded, options);
      pixels.set(resizeGray(image, width, height).pixels, row * width * height);
      good[row] = 1;
      goodCount += 1;
    } catch (error) {
      skipped.skip(isFerError(error, 'IMAGE_UNREADABLE') ? imageMalformed(path, error) : error, row, goodCount);
    }
  };
  const work = async (): Promise<void> => {
    while (next < images.length && failures.length === 0) {
      const row = next++;
      await yieldIfDue();
      await readOne(row).catch((error: unknown) => failures.push({ row, error }));
      done += 1;
      onProgress?.({ bytes, rows: done, totalRows: images.length });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  // Images are started in order, so the first failure is the same in every run, whichever image fails first in time.
  const [first] = failures.sort((one, other) => one.row - other.row);
  if (first !== undefined) throw first.error;
  const rows = Uint32Array.from({ length: goodCount });
  let at = 0;
  good.forEach((isGood, row) => {
    if (isGood === 1) rows[at++] = row;
  });
  return { pixels, rows, skipped: skipped.report() };
}

function imageMalformed(
  path: string,
  error: { readonly details: { readonly expected?: string; readonly received?: string } },
): Error {
  const { expected = 'a PNG, JPEG or WebP image', received = 'something else' } = error.details;
  return malformed({ source: path, expected, received, cause: error });
}
