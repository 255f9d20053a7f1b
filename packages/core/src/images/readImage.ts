import { platform } from '#platform';
import type { AmbientType } from '../AmbientType';
import type { Abortable } from '../abortable';
import { FerError, isFerError } from '../errors';
import { checkOptions, type OptionTable, signalRule } from '../options';
import { type ByteSource, type ByteStream, type Drawable, isDrawable, type RgbaImage } from '../platform/Platform';
import { collectBytes } from '../platform/byteChunks';
import { type GrayImage, toColor, toGray } from './GrayImage';
import { isColorImage, isGrayImage } from './checkImage';

/**
 * An image: a PNG, JPEG or WebP file as a path, URL, Blob, bytes or stream; raw pixels, grey or R G B A, including ImageData;
 * or in the browser the current content of an image, canvas or video element, an ImageBitmap or a VideoFrame.
 */
export type ImageInput = ByteSource | GrayImage | RgbaImage | AmbientType<'ImageData'> | Drawable;

export const readImageTable: OptionTable<Abortable> = { signal: signalRule };

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
  checkOptions(options, readImageTable);
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
  checkOptions(options, readImageTable);
  const { isColor, image } = await readImage(input, options);
  return isColor ? image : toColor(image);
}

/**
 * Reads an image and applies its EXIF orientation. Raw pixels are passed through, not copied.
 * @param name - of the image in messages, such as `images[3]`
 */
export async function readImage(input: ImageInput, options: Abortable = {}, name = 'image'): Promise<ReadImage> {
  options.signal?.throwIfAborted();
  if (isDrawable(input)) return { isColor: true, image: await platform.drawPixels(input, options) };
  const raw = toRaw(input);
  // The number of bytes tells grey from colour.
  if (isGrayImage(raw)) return { isColor: false, image: raw };
  if (isColorImage(raw)) return { isColor: true, image: raw };
  if (raw !== undefined) return refuse(input, name);
  const stream = await openImage(input as ByteSource, options, name);
  const bytes = await collectBytes(stream);
  try {
    return { isColor: true, image: await platform.decodeImage(bytes, options) };
  } catch (error) {
    if (!isFerError(error, 'IMAGE_UNREADABLE')) throw error;
    const isNamed = stream.name !== 'bytes' && stream.name !== 'stream';
    if (!isNamed && name === 'image') throw error;
    const source = isNamed ? stream.name : name;
    const failed = `Cannot decode the image "${source}"`;
    throw new FerError('IMAGE_UNREADABLE', { ...error.details, failed, source }, { cause: error.cause });
  }
}

/** Decoded or raw pixels; files always give colour. */
export type ReadImage =
  { readonly isColor: false; readonly image: GrayImage } | { readonly isColor: true; readonly image: RgbaImage };

async function openImage(source: ByteSource, options: Abortable, name: string): Promise<ByteStream> {
  try {
    return await platform.openBytes(source, options);
  } catch (error) {
    if (!isFerError(error, 'OPTION_INVALID')) throw error;
    return refuse(source, name);
  }
}

/** @throws OPTION_INVALID always */
async function refuse(input: unknown, name: string): Promise<never> {
  const { imageInvalid } = await import('./imageInvalid');
  throw imageInvalid(name, input, 'any');
}

/** Extracts raw pixels; undefined for a file. */
function toRaw(input: Exclude<ImageInput, Drawable>): unknown {
  // Callers without types can pass null.
  if (typeof input !== 'object' || (input as unknown) === null || !('width' in input)) return undefined;
  if ('pixels' in input) return input;
  const { data, width, height } = input;
  // ImageData may hold half floats if a caller asks for them, which ferkit does not support.
  return data instanceof Uint8ClampedArray ? { pixels: data, width, height } : undefined;
}
