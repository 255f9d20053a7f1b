import { isFerError } from '../../errors';
import type { GrayImage } from '../../images/GrayImage';
import { readGrayImage } from '../../images/readImage';
import { resizeGray } from '../../images/resizeGray';
import type { FolderEntry } from '../../platform/Platform';
import { readBytes } from '../../platform/readBytes';
import { createYielder } from '../../yieldToEvents';
import type { ReadDatasetOptions } from '../OpenDatasetOptions';
import { allocatePixels } from '../PixelStore';
import { malformed } from '../malformed';
import type { SkippedKind, SkippedLog } from '../skipped';

/** True for the file extensions of images, also of formats that are not decoded here: those are counted. */
export function isImagePath(path: string): boolean {
  return /\.(png|jpe?g|jpe|jfif|webp|bmp|dib|gif|tiff?|hei[cf]|avif|jxl|jp2|j2k|p[bgpn]m)$/i.test(path);
}

/** The kinds of skipped images by format, and by file extension where the bytes do not tell. */
const UNDECODED: Readonly<Record<string, SkippedKind>> = {
  BMP: 'bmp',
  DIB: 'bmp',
  GIF: 'gif',
  TIFF: 'tiff',
  TIF: 'tiff',
  HEIC: 'heic',
  HEIF: 'heic',
  AVIF: 'avif',
  'JPEG XL': 'other-format',
  JXL: 'other-format',
  'JPEG 2000': 'other-format',
  JP2: 'other-format',
  J2K: 'other-format',
  PBM: 'other-format',
  PGM: 'other-format',
  PPM: 'other-format',
  PNM: 'other-format',
};

/** Number of images read at once, so that I/O overlaps with decoding. */
const CONCURRENCY = 16;

/** A part of an image in pixels. */
export interface ImageBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An image file of a dataset. */
export interface ImageFile {
  readonly entry: FolderEntry;
  /** The part to read, where a list says where the face is; by default the whole image. */
  readonly box?: ImageBox;
}

/** The images of a dataset, decoded. */
interface ReadImages {
  /** Images x height x width; those of bad images are black. */
  readonly pixels: Uint8Array;
  /** Numbers of the good images. */
  readonly rows: Uint32Array;
}

/**
 * Reads image files as grey pixels of one size.
 * @param skipped - receives the images that cannot be decoded
 * @throws DATASET_MALFORMED, SOURCE_UNREADABLE, OUT_OF_MEMORY
 */
export async function readImages(
  images: readonly ImageFile[],
  options: ReadDatasetOptions,
  skipped: SkippedLog,
): Promise<ReadImages> {
  const { width, height, onProgress } = options;
  const pixels = allocatePixels(images.length * width * height);
  const good = new Uint8Array(images.length);
  const failures: { readonly row: number; readonly error: unknown }[] = [];
  const yieldIfDue = createYielder(options);
  let next = 0;
  let done = 0;
  let goodCount = 0;
  let bytes = 0;

  const readOne = async (row: number): Promise<void> => {
    const { entry, box } = images[row]!;
    const { path, source: file } = entry;
    try {
      const encoded = await readBytes(file, options);
      bytes += encoded.length;
      const image = await readGrayImage(encoded, { signal: options.signal });
      const part = box === undefined ? image : cropGray(image, box, path);
      pixels.set(resizeGray(part, width, height).pixels, row * width * height);
      good[row] = 1;
      goodCount += 1;
    } catch (error) {
      skipImage(error, path, row, goodCount, skipped);
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
  return { pixels, rows };
}

/** Counts an image that cannot be read. One of a format that is not decoded here is left out whatever `onBadRow` says. */
function skipImage(error: unknown, path: string, row: number, goodRows: number, skipped: SkippedLog): void {
  if (!isFerError(error, 'IMAGE_UNREADABLE')) {
    skipped.skip(error, row, goodRows);
    return;
  }
  const format = error.details.format ?? path.slice(path.lastIndexOf('.') + 1).toUpperCase();
  const kind = UNDECODED[format];
  if (kind === undefined) skipped.skip(imageMalformed(path, error), row, goodRows);
  else
    skipped.add(
      { kind, source: path, reason: `"${path}" is of the format ${format}, which is not decoded here.` },
      row,
    );
}

function imageMalformed(
  path: string,
  error: { readonly details: { readonly expected?: string; readonly received?: string } },
): Error {
  const { expected = 'a PNG, JPEG or WebP image', received = 'something else' } = error.details;
  return malformed({ source: path, expected, received, cause: error });
}

/** Cuts out the part of a box that lies within the image. */
function cropGray(image: GrayImage, box: ImageBox, source: string): GrayImage {
  const left = Math.max(Math.round(box.x), 0);
  const top = Math.max(Math.round(box.y), 0);
  const width = Math.min(Math.round(box.x + box.width), image.width) - left;
  const height = Math.min(Math.round(box.y + box.height), image.height) - top;
  if (!(width > 0 && height > 0)) {
    const expected = `a box of the face within ${image.width} x ${image.height} pixels`;
    throw malformed({ source, expected, received: `${box.width} x ${box.height} at ${box.x}, ${box.y}` });
  }
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (top + y) * image.width + left;
    pixels.set(image.pixels.subarray(from, from + width), y * width);
  }
  return { pixels, width, height };
}
