import type { RgbaImage } from '../platform/Platform';
import { isBytes } from '../platform/Platform';
import { classOf } from '../isRecord';
import type { GrayImage } from './GrayImage';
import { isSide } from './checkImage';
import { imageInvalid } from './imageInvalid';

/** Decoded or raw pixels; files always give colour. */
export type ReadImage =
  { readonly isColor: false; readonly image: GrayImage } | { readonly isColor: true; readonly image: RgbaImage };

/**
 * Converts raw pixels of any number of channels to grey or R G B A. A file of its own, loaded on demand: most pixels need no conversion.
 * @param name - in messages
 * @throws OPTION_INVALID for pixels that are no bytes or do not fit their size
 */
export function readRawImage(
  raw: { readonly pixels: unknown; readonly width: number; readonly height: number; readonly channels?: unknown },
  name: string,
): ReadImage {
  const { width, height } = raw;
  const pixels = classOf(raw.pixels) === 'ArrayBuffer' ? viewBuffer(raw.pixels as ArrayBuffer) : raw.pixels;
  if (!isBytes(pixels) || !isSide(width) || !isSide(height)) throw imageInvalid(name, { ...raw, pixels }, 'any');
  const channels = pixels.length / (width * height);
  const isTold = raw.channels !== undefined;
  if (![1, 3, 4].includes(channels) && !(channels === 2 && isTold)) throw imageInvalid(name, { ...raw, pixels }, 'any');
  if (isTold && raw.channels !== channels) throw imageInvalid(name, { ...raw, pixels }, 'any');
  const image = { pixels, width, height };
  if (channels === 1) return { isColor: false, image };
  return { isColor: true, image: channels === 4 ? image : addChannels(image, channels) };
}

/** The bytes of a buffer: none of one that was sent to another thread, of which no view can be made. */
export const viewBuffer = (buffer: ArrayBuffer | SharedArrayBuffer): Uint8Array =>
  buffer.byteLength === 0 ? new Uint8Array() : new Uint8Array(buffer);

/** Repeats grey, and adds full opacity to R G B. */
function addChannels({ pixels, width, height }: RgbaImage, channels: number): RgbaImage {
  const hasColor = channels === 3;
  const color = new Uint8Array(width * height * 4);
  for (let to = 0, from = 0; to < color.length; to += 4, from += channels) {
    color[to] = pixels[from]!;
    color[to + 1] = pixels[hasColor ? from + 1 : from]!;
    color[to + 2] = pixels[hasColor ? from + 2 : from]!;
    color[to + 3] = hasColor ? 255 : pixels[from + 1]!;
  }
  return { pixels: color, width, height };
}
