import { isBytes, type RgbaImage } from '../platform/Platform';
import type { GrayImage, ModelImage } from './GrayImage';

/** Bytes of a pixel: grey, R G B, or R G B A. */
type Bytes = 1 | 3 | 4;

export const isSide = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0;

/** True for as many bytes as the size of the image needs. */
function isImage(image: unknown, channels: Bytes): boolean {
  if (typeof image !== 'object' || image === null) return false;
  const { pixels, width, height } = image as Partial<GrayImage>;
  return isSide(width) && isSide(height) && isBytes(pixels) && pixels.length === width! * height! * channels;
}

/** True for a complete grey image. */
export const isGrayImage = (image: unknown): image is GrayImage =>
  isImage(image, 1) && [undefined, 1].includes((image as GrayImage).channels);

/** True for a complete image of one or three channels. */
export const isModelImage = (image: unknown): image is ModelImage =>
  isGrayImage(image) || (isImage(image, 3) && (image as ModelImage).channels === 3);

/** True for a complete colour image. */
export const isColorImage = (image: unknown): image is RgbaImage => isImage(image, 4);

/** Raw pixels by one name, whatever they are; undefined for a file. */
export function toRaw(input: unknown): (GrayImage & { readonly channels?: unknown }) | undefined {
  // Callers without types can pass null.
  if (typeof input !== 'object' || input === null || !('width' in input)) return undefined;
  if ('pixels' in input) return input as unknown as GrayImage;
  if (!('data' in input)) return undefined;
  const { data, width, height, channels } = input as unknown as Readonly<Record<string, unknown>>;
  return { pixels: data, width, height, ...(channels === undefined ? {} : { channels }) } as GrayImage;
}
