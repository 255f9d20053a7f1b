import { platform } from '#platform';
import type { Abortable } from '../abortable';
import { FerError, isFerError } from '../errors';
import { optionInvalid } from '../options';
import { type ByteSource, type Drawable, isDrawable, type RgbaImage } from '../platform/Platform';
import { collectBytes } from '../platform/byteChunks';
import { type GrayImage, toColor, toGray } from './GrayImage';

/**
 * Anything that is an image: a file (PNG, JPEG or WebP) by its path or URL, as a Blob, bytes or a stream; the pixels
 * themselves, grey or R G B A, a canvas' ImageData among them; or, in the browser, an image, canvas or video element, an
 * ImageBitmap or a VideoFrame, as it is at that moment.
 */
export type ImageInput = ByteSource | GrayImage | RgbaImage | ImageData | Drawable;

/** Pixels, and which kind: files are always colour. */
type ReadImage =
  { readonly isColor: false; readonly image: GrayImage } | { readonly isColor: true; readonly image: RgbaImage };

/** The pixels of what is no file. */
function toRaw(input: Exclude<ImageInput, Drawable>): GrayImage | RgbaImage | undefined {
  // Callers without types can pass null.
  if (typeof input !== 'object' || (input as unknown) === null || !('width' in input)) return undefined;
  if ('pixels' in input) return input;
  const { data, width, height } = input;
  // Typed as wide-gamut half floats may be, which a caller has to ask for and ferkit does not take.
  return data instanceof Uint8ClampedArray ? { pixels: data, width, height } : undefined;
}

/** By their names, as those of a frame are of other classes. Numbers of any other kind would be computed with, wrongly. */
const isBytes = (pixels: unknown): pixels is Uint8Array | Uint8ClampedArray =>
  ArrayBuffer.isView(pixels) && /^\[object Uint8(?:Clamped)?Array\]$/.test(Object.prototype.toString.call(pixels));

/** Raw pixels say by their number whether they are grey or colour. */
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

/** Reads an image of any kind, upright by its EXIF orientation. Pixels are passed through, not copied. */
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

/**
 * Reads an image of any kind as grey pixels, upright by its EXIF orientation, transparency laid over white. Grey pixels
 * are passed through, not copied.
 * @throws SOURCE_UNREADABLE where the file cannot be read
 * @throws IMAGE_UNREADABLE where it is no whole PNG, JPEG or WebP
 * @throws OPTION_INVALID for raw pixels whose number does not fit their size
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
 * Reads an image of any kind as R G B A pixels, upright by its EXIF orientation, as a face detector takes them. Colour
 * pixels are passed through, not copied.
 * @throws SOURCE_UNREADABLE where the file cannot be read
 * @throws IMAGE_UNREADABLE where it is no whole PNG, JPEG or WebP
 * @throws OPTION_INVALID for raw pixels whose number does not fit their size
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
