import type { FerError } from '../errors';
import { classOf } from '../isRecord';
import { describeValue, optionInvalid } from '../options';
import { isBytes } from '../platform/Platform';
import { isColorImage, isGrayImage, isModelImage, isSide } from './checkImage';

/** The kind of image that a function takes: grey or R G B pixels as networks take them, R G B A pixels, or whatever {@link readImage} reads. */
type ImageKind = 'model' | 'color' | 'any';

const EXPECTED: Readonly<Record<ImageKind, string>> = {
  model: 'a grey image { pixels, width, height }, or a colour image { pixels, width, height, channels: 3 } of R G B',
  color: 'a colour image { pixels, width, height } of R G B A',
  any: 'the path or URL of an image, a Blob, a Response, bytes, a stream, pixels { pixels, width, height }, or an element',
};

const NEXT: Readonly<Record<ImageKind, string>> = {
  model: 'readGrayImage reads files, URLs, Blobs, elements and colour pixels as grey; a classifier reads them itself.',
  color: 'readColorImage reads files, URLs, Blobs, elements and grey pixels as R G B A.',
  any: 'Check the value that the program passes.',
};

/** Bytes per pixel in words. */
const LENGTHS: Readonly<Record<ImageKind, string>> = {
  model: 'width x height bytes, or with channels: 3 (R G B) 3 x width x height bytes',
  color: '4 x width x height (R G B A) bytes',
  any: 'one (grey), three (R G B) or four (R G B A) bytes a pixel',
};

/**
 * Composes the error about a value that is no image, or whose pixels do not fit its size. A file of its own, which functions that wait
 * anyway load on demand.
 * @param name - of the argument, such as `images[3]`
 */
export function imageInvalid(name: string, image: unknown, kind: ImageKind): FerError<'OPTION_INVALID'> {
  const isRaw = typeof image === 'object' && image !== null && 'width' in image && 'height' in image;
  if (!isRaw || !('pixels' in image || (kind === 'any' && 'data' in image))) {
    const next =
      kind === 'any' && Array.isArray(image) ? 'Bytes go into a Uint8Array: Uint8Array.from(bytes).' : NEXT[kind];
    return optionInvalid(name, EXPECTED[kind], describe(image), next);
  }
  const { data, pixels = data, width, height } = image as unknown as Record<string, unknown>;
  const size = `${describeValue(width)} x ${describeValue(height)}`;
  if (!isBytes(pixels)) {
    const received = `${describe(pixels)} for ${size}`;
    return optionInvalid(name, 'pixels as a Uint8Array or Uint8ClampedArray of 0 to 255', received, bytesNext(pixels));
  }
  if (!isSide(width) || !isSide(height)) {
    return optionInvalid(name, 'width and height as whole numbers of at least 1', size);
  }
  const received = `${pixels.length} bytes for ${size}`;
  return optionInvalid(name, LENGTHS[kind], received, nextOf(image, kind, pixels.length / (+width! * +height!)));
}

/** Describes a value without the numbers of a list, which may be pixels. */
const describe = (value: unknown): string =>
  Array.isArray(value) ? `an array of ${value.length}` : describeValue(value);

const READERS = 'readColorImage and readGrayImage';

/** The way from numbers of another type to bytes. */
function bytesNext(pixels: unknown): string {
  if (Array.isArray(pixels) && pixels.some((value) => value > 1))
    return 'Numbers from 0 to 255 go into a Uint8Array: Uint8Array.from(pixels).';
  if (ArrayBuffer.isView(pixels) && classOf(pixels) === 'Float16Array') {
    return 'getImageData(x, y, width, height, { pixelFormat: "rgba-unorm8" }) gives bytes.';
  }
  if (ArrayBuffer.isView(pixels) && classOf(pixels) === 'Uint16Array') {
    return 'Numbers up to 65535 become bytes by Uint8Array.from(pixels, (value) => value >> 8).';
  }
  return 'Numbers from 0 to 1 become bytes by Uint8Array.from(pixels, (value) => Math.round(255 * value)).';
}

/** @param channels - bytes per pixel */
function nextOf(image: unknown, kind: ImageKind, channels: number): string | undefined {
  if (channels === 0) return 'A buffer that was sent to another thread has no bytes left; send a copy.';
  const told = (image as { readonly channels?: unknown }).channels;
  if (kind === 'any' && told !== undefined) return `The image says channels: ${describeValue(told)}.`;
  if (kind === 'any' && channels === 2) return 'For grey with opacity, two bytes a pixel, add channels: 2.';
  if (kind === 'model' && channels === 3) return 'For an image of R G B add channels: 3.';
  if (channels === 3) return `R G B pixels need a fourth byte each, of 255, for their opacity; ${READERS} add it.`;
  if (kind !== 'color' && isColorImage(image)) return 'readGrayImage converts colour to grey.';
  return kind === 'color' && isGrayImage(image) ? 'readColorImage converts grey to colour.' : undefined;
}

/** Composes the error about a list of images for a network with one that is none. */
export function imagesInvalid(images: unknown): FerError<'OPTION_INVALID'> {
  if (!Array.isArray(images)) {
    const next = 'A single image goes into a list: [image].';
    return optionInvalid(
      'images',
      'a list of grey images or of R G B images with channels: 3',
      describeValue(images),
      next,
    );
  }
  const index = images.findIndex((image) => !isModelImage(image));
  return imageInvalid(`images[${index}]`, images[index], 'model');
}

/** @throws OPTION_INVALID */
export function checkModelImage(name: string, image: unknown): void {
  if (!isModelImage(image)) throw imageInvalid(name, image, 'model');
}

/** @throws OPTION_INVALID */
export function checkColorImage(name: string, image: unknown): void {
  if (!isColorImage(image)) throw imageInvalid(name, image, 'color');
}
