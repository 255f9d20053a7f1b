import { platform } from '#platform';
import type { Abortable } from '../abortable';
import { FerError, isFerError } from '../errors';
import { optionInvalid } from '../options';
import { type ByteSource, type Drawable, isDrawable, type RgbaImage } from '../platform/Platform';
import { collectBytes } from '../platform/byteChunks';
import { type GrayImage, toColor, toGray } from './GrayImage';

/**
 * An image: a PNG, JPEG or WebP file as a path, URL, Blob, bytes or stream; raw pixels, grey or R G B A, including ImageData;
 * or in the browser the current content of an image, canvas or video element, an ImageBitmap or a VideoFrame.
 */
export type ImageInput = ByteSource | GrayImage | RgbaImage | ImageData | Drawable;

/**
 * Reads an image as grey pixels, with its EXIF orientation applied and transparency composited over white. Raw grey pixels are
 * passed through, not copied.
 * @throws SOURCE_UNREADABLE if the file cannot be read
 * @throws IMAGE_UNREADABLE if it is no complete PNG, JPEG or WebP
 * @throws OPTION_INVALID for raw pixels whose number does not match their size
 *
 * @example
 * ```ts
 * const { pixels, width, height } = await readGrayImage('photo.jpg');
 * ```
 */
export async function readGrayImage(input: ImageInput, options: Abortable = {}): Promise<GrayImage> {
  const { isColor, image } = await readImage(input, options);
  return isColor ? toGray(image) : image;
}

/**
 * Reads an image as R G B A pixels, with its EXIF orientation applied, e.g. for a face detector. Raw colour pixels are passed
 * through, not copied.
 * @throws SOURCE_UNREADABLE if the file cannot be read
 * @throws IMAGE_UNREADABLE if it is no complete PNG, JPEG or WebP
 * @throws OPTION_INVALID for raw pixels whose number does not match their size
 *
 * @example
 * ```ts
 * const { pixels, width, height } = await readColorImage('photo.jpg');
 * ```
 */
export async function readColorImage(input: ImageInput, options: Abortable = {}): Promise<RgbaImage> {
  const { isColor, image } = await readImage(input, options);
  return isColor ? image : toColor(image);
}

/** Reads an image and applies its EXIF orientation. Raw pixels are passed through, not copied. */
export async function readImage(input: ImageInput, options: Abortable = {}): Promise<ReadImage> {
  options.signal?.throwIfAborted();
  if (isDrawable(input)) return { isColor: true, image: await platform.drawPixels(input, options) };
  const raw = toRaw(input);
  if (raw !== undefined) return fromRaw(raw);
  const stream = await platform.openBytes(input as ByteSource, options);
  const bytes = await collectBytes(stream);
  try {
    return { isColor: true, image: await platform.decodeImage(bytes, options) };
  } catch (error) {
    if (!isFerError(error, 'IMAGE_UNREADABLE') || stream.name === 'bytes' || stream.name === 'stream') throw error;
    const failed = `Cannot decode the image "${stream.name}"`;
    throw new FerError('IMAGE_UNREADABLE', { ...error.details, failed, source: stream.name }, { cause: error.cause });
  }
}

/** Decoded or raw pixels; files always give colour. */
type ReadImage =
  { readonly isColor: false; readonly image: GrayImage } | { readonly isColor: true; readonly image: RgbaImage };

/** Extracts raw pixels; undefined for a file. */
function toRaw(input: Exclude<ImageInput, Drawable>): GrayImage | RgbaImage | undefined {
  // Callers without types can pass null.
  if (typeof input !== 'object' || (input as unknown) === null || !('width' in input)) return undefined;
  if ('pixels' in input) return input;
  const { data, width, height } = input;
  // ImageData may hold half floats if a caller asks for them, which ferkit does not support.
  return data instanceof Uint8ClampedArray ? { pixels: data, width, height } : undefined;
}

/** By class name, because arrays of another frame fail `instanceof`. Other numbers would silently give wrong results. */
const isBytes = (pixels: unknown): pixels is Uint8Array | Uint8ClampedArray =>
  ArrayBuffer.isView(pixels) && /^\[object Uint8(?:Clamped)?Array\]$/.test(Object.prototype.toString.call(pixels));

/** Tells grey from colour by the number of bytes. */
function fromRaw({ pixels, width, height }: GrayImage | RgbaImage): ReadImage {
  const size = width * height;
  if (isBytes(pixels) && Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0) {
    if (pixels.length === size) return { isColor: false, image: { pixels, width, height } };
    if (pixels.length === size * 4) return { isColor: true, image: { pixels, width, height } };
  }
  const expected = 'width x height (grey) or 4 x width x height (R G B A) bytes';
  const received = isBytes(pixels) ? `${pixels.length} bytes` : 'no Uint8Array or Uint8ClampedArray';
  throw optionInvalid('image', expected, `${received} for ${width} x ${height}`);
}
