import type { Abortable } from '../../abortable';
import { isFerError } from '../../errors';
import { readGrayImage } from '../../images/readGrayImage';
import { resizeGray } from '../../images/resizeGray';
import { readBytes } from '../../platform/readBytes';
import type { SkippedRows } from '../DatasetColumns';
import { malformed } from '../malformed';
import type { OpenDatasetOptions } from '../OpenDatasetOptions';
import { SkippedLog } from '../SkippedLog';
import { createBreath } from '../sources/createBreath';
import type { LabeledImage } from './readImageLayout';

/** Images under way at once: the disk or network of one is waited for while another is decoded. */
const CONCURRENCY = 16;

/** The images that could be read. */
export interface ReadImages {
  readonly pixels: Uint8Array;
  /** The numbers of the good ones. */
  readonly rows: Uint32Array;
  readonly skipped: SkippedRows;
}

/**
 * Reads image files as grey pixels of one size.
 * @throws DATASET_MALFORMED, SOURCE_UNREADABLE
 */
export async function readImages(
  images: readonly LabeledImage[],
  options: OpenDatasetOptions & Abortable,
): Promise<ReadImages> {
  const { width, height, onProgress } = options;
  const pixels = new Uint8Array(images.length * width * height);
  const good = new Uint8Array(images.length);
  const skipped = new SkippedLog(options.onBadRow);
  const failures: { readonly row: number; readonly error: unknown }[] = [];
  const breathe = createBreath(options);
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
      skipped.take(isFerError(error, 'IMAGE_UNREADABLE') ? describe(path, error) : error, row, goodCount);
    }
  };
  const work = async (): Promise<void> => {
    while (next < images.length && failures.length === 0) {
      const row = next++;
      await breathe();
      await readOne(row).catch((error: unknown) => failures.push({ row, error }));
      done += 1;
      onProgress({ bytes, rows: done, totalRows: images.length });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  // All rows before a failed one were tried, so the first of them is the same in every run.
  const [first] = failures.sort((one, other) => one.row - other.row);
  if (first !== undefined) throw first.error;
  const rows = Uint32Array.from({ length: goodCount });
  let at = 0;
  good.forEach((isGood, row) => {
    if (isGood === 1) rows[at++] = row;
  });
  return { pixels, rows, skipped: skipped.report() };
}

function describe(
  path: string,
  error: { readonly details: { readonly expected?: string; readonly received?: string } },
): Error {
  const { expected = 'a PNG, JPEG or WebP image', received = 'something else' } = error.details;
  return malformed({ source: path, expected, received, cause: error });
}
