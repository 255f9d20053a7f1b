import { platform } from '#platform';
import type { AmbientType } from '../AmbientType';
import type { Abortable } from '../abortable';
import { importChunk } from '../importChunk';
import { checkOptions, type OptionTable, signalRule } from '../options';
import { type ByteSource, type Drawable, isDrawable, type RgbaImage } from '../platform/Platform';
import { type GrayImage, toColor, toGray } from './GrayImage';
import { isColorImage, isGrayImage, toRaw } from './checkImage';
import type { ReadImage } from './readRawImage';

/** Raw pixels: grey, R G B or R G B A, as the number of bytes tells; grey with opacity only with `channels: 2`. */
export type RawImage = {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** Bytes per pixel, if they are to be checked: 1 grey, 2 grey and opacity, 3 R G B, 4 R G B A. */
  readonly channels?: number | undefined;
} & (
  | {
      /** Row by row, 0 to 255 each. */
      readonly pixels: PixelBytes;
    }
  | {
      /** The same under the name that `ImageData` and many libraries use. */
      readonly data: PixelBytes;
    }
);

type PixelBytes = Uint8Array | Uint8ClampedArray | ArrayBuffer;

/**
 * An image, in one of these forms:
 * - a file by its path (Node), its URL, a `data:` URL, or as base64 text that begins like an image;
 * - a file as a Blob or File, a Response or Request, an ArrayBuffer, any view of one such as a Buffer, or a stream of bytes;
 * - raw pixels, `{ pixels, width, height }` or `{ data, width, height }`: grey, R G B or R G B A, including ImageData of bytes;
 * - in browsers the current content of an image, canvas or video element, an ImageBitmap, an OffscreenCanvas or a VideoFrame; in Node a
 *   canvas of a library.
 *
 * PNG, JPEG, WebP, GIF and BMP files are read everywhere, of animated files the first frame; in browsers also those formats that the
 * browser decodes, such as AVIF, and in Node AVIF and TIFF with the optional package sharp. The bytes decide, not a name or a type.
 */
export type ImageInput =
  | ByteSource
  | AmbientType<'Response'>
  | AmbientType<'Request'>
  | ArrayBuffer
  | SharedArrayBuffer
  | ArrayBufferView
  | GrayImage
  | RgbaImage
  | RawImage
  | AmbientType<'ImageData'>
  | Drawable;

export const readImageTable: OptionTable<Abortable> = { signal: signalRule };

/**
 * Reads an image as grey pixels, upright by its EXIF orientation, and with transparency composited over white. Raw grey pixels
 * are passed through, not copied.
 * @throws SOURCE_UNREADABLE if the file cannot be read
 * @throws IMAGE_UNREADABLE if it is no whole image, or of a format that is not decoded here
 * @throws PEER_MISSING in Node for AVIF, TIFF and other formats that need the optional package sharp
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
 * @throws IMAGE_UNREADABLE if it is no whole image, or of a format that is not decoded here
 * @throws PEER_MISSING in Node for AVIF, TIFF and other formats that need the optional package sharp
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
 * Reads an image, upright by its EXIF orientation. Raw pixels are passed through, not copied.
 * @param name - of the image in messages, such as `images[3]`
 */
export async function readImage(input: ImageInput, options: Abortable = {}, name = 'image'): Promise<ReadImage> {
  options.signal?.throwIfAborted();
  if (isDrawable(input)) return { isColor: true, image: await platform.drawPixels(input, options) };
  const raw = toRaw(input);
  if (raw !== undefined) {
    // The number of bytes tells grey from colour.
    if (raw.channels === undefined && isGrayImage(raw)) return { isColor: false, image: raw };
    if (raw.channels === undefined && isColorImage(raw)) return { isColor: true, image: raw };
    const { readRawImage } = await importChunk('reader of raw pixels', () => import('./readRawImage'));
    return readRawImage(raw, name);
  }
  const { readImageFile } = await importChunk('reader of image files', () => import('./readImageFile'));
  return readImageFile(input as Exclude<ImageInput, RawImage>, options, name);
}

export type { ReadImage };
