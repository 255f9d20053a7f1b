import type { FerError } from '../errors';
import { describeValue, optionInvalid } from '../options';
import { isBytes } from '../platform/Platform';
import { isColorImage, isGrayImage } from './checkImage';

/** The kind of image that a function takes: grey pixels, R G B A pixels, or whatever {@link readImage} reads. */
type ImageKind = 'gray' | 'color' | 'any';

const EXPECTED: Readonly<Record<ImageKind, string>> = {
  gray: 'a grey image { pixels, width, height }',
  color: 'a colour image { pixels, width, height } of R G B A',
  any: 'the path or URL of an image, a Blob, bytes, a stream, pixels { pixels, width, height }, or an element',
};

const NEXT: Readonly<Record<ImageKind, string>> = {
  gray: 'readGrayImage reads files, URLs, Blobs, elements and colour pixels as grey; a classifier reads them itself.',
  color: 'readColorImage reads files, URLs, Blobs, elements and grey pixels as R G B A.',
  any: 'Check the value that the program passes.',
};

/** Bytes per pixel in words. */
const LENGTHS: Readonly<Record<ImageKind, string>> = {
  gray: 'width x height bytes',
  color: '4 x width x height (R G B A) bytes',
  any: 'width x height (grey) or 4 x width x height (R G B A) bytes',
};

/**
 * Composes the error about a value that is no image, or whose pixels do not fit its size. A file of its own, which functions that wait
 * anyway load on demand.
 * @param name - of the argument, such as `images[3]`
 */
export function imageInvalid(name: string, image: unknown, kind: ImageKind): FerError<'OPTION_INVALID'> {
  if (typeof image !== 'object' || image === null || !('pixels' in image && 'width' in image && 'height' in image)) {
    return optionInvalid(name, EXPECTED[kind], describeValue(image), NEXT[kind]);
  }
  const { pixels, width, height } = image as Record<string, unknown>;
  const size = `${describeValue(width)} x ${describeValue(height)}`;
  if (!isBytes(pixels)) {
    const next = 'Numbers from 0 to 1 become bytes by Uint8Array.from(pixels, (value) => Math.round(255 * value)).';
    const received = `${describeValue(pixels)} for ${size}`;
    return optionInvalid(name, 'pixels as a Uint8Array or Uint8ClampedArray of 0 to 255', received, next);
  }
  if (![width, height].every((side) => Number.isInteger(side) && (side as number) > 0)) {
    return optionInvalid(name, 'width and height as whole numbers of at least 1', size);
  }
  const received = `${pixels.length} bytes for ${size}`;
  return optionInvalid(name, LENGTHS[kind], received, nextOf(image, kind, pixels.length / (+width! * +height!)));
}

/** @param channels - bytes per pixel */
function nextOf(image: unknown, kind: ImageKind, channels: number): string | undefined {
  if (channels === 0) return 'A buffer that was sent to another thread has no bytes left; send a copy.';
  if (channels === 3) return 'R G B pixels need a fourth byte each, of 255, for their opacity.';
  if (kind === 'gray' && isColorImage(image)) return 'readGrayImage converts colour to grey.';
  return kind === 'color' && isGrayImage(image) ? 'readColorImage converts grey to colour.' : undefined;
}

/** Composes the error about a list of grey images with one that is none. */
export function imagesInvalid(images: unknown): FerError<'OPTION_INVALID'> {
  if (!Array.isArray(images)) {
    const next = 'A single image goes into a list: [image].';
    return optionInvalid('images', 'a list of grey images', describeValue(images), next);
  }
  const index = images.findIndex((image) => !isGrayImage(image));
  return imageInvalid(`images[${index}]`, images[index], 'gray');
}

/** @throws OPTION_INVALID */
export function checkGrayImage(name: string, image: unknown): void {
  if (!isGrayImage(image)) throw imageInvalid(name, image, 'gray');
}

/** @throws OPTION_INVALID */
export function checkColorImage(name: string, image: unknown): void {
  if (!isColorImage(image)) throw imageInvalid(name, image, 'color');
}
