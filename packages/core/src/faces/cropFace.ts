import { type GrayImage, toGray } from '../images/GrayImage';
import { resizeGray, type Tap } from '../images/resizeGray';
import type { RgbaImage } from '../platform/Platform';
import type { FaceFrame } from './frameFace';

/**
 * Cuts a face out of an image as a network is fed with it: grey (ITU-R BT.601), averaged over the covered area, and
 * beyond the image its edge repeated. Plain arithmetic, so the result is the same wherever it runs.
 * @param size - of the result, e.g. a model's `metadata.input`
 *
 * @example
 * ```ts
 * const crop = cropFace(image, frameFace(face), { width: 48, height: 48 });
 * ```
 */
export function cropFace(
  image: RgbaImage,
  frame: FaceFrame,
  size: { readonly width: number; readonly height: number },
): GrayImage {
  return frame.angle === 0 ? cropLevel(image, frame, size) : cropTurned(image, frame, size);
}

function cropLevel(
  image: RgbaImage,
  { centre, side }: FaceFrame,
  { width, height }: { readonly width: number; readonly height: number },
): GrayImage {
  const [x, y] = [centre.x - side / 2, centre.y - side / 2];
  const part = cutWindow(image, x, y, side, side);
  const columns = windowTaps(x - part.left, side, width);
  const rows = windowTaps(y - part.top, side, height);
  const source = part.image;

  const narrow = new Float64Array(source.height * width);
  for (let row = 0; row < source.height; row++) {
    columns.forEach(({ first, weights }, column) => {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * pixelAt(source, first + k, row);
      narrow[row * width + column] = sum;
    });
  }
  const pixels = new Uint8Array(width * height);
  rows.forEach(({ first, weights }, row) => {
    for (let column = 0; column < width; column++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) {
        sum += weights[k]! * narrow[clamp(first + k, source.height) * width + column]!;
      }
      pixels[row * width + column] = Math.floor(sum + 0.5);
    }
  });
  return { pixels, width, height };
}

/** Samples the turned frame at about the image's own resolution, and averages that. */
function cropTurned(
  image: RgbaImage,
  { centre, side, angle }: FaceFrame,
  { width, height }: { readonly width: number; readonly height: number },
): GrayImage {
  const count = Math.max(Math.ceil(side), width, height);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const reach = (Math.abs(cosine) + Math.abs(sine)) * side;
  const part = cutWindow(image, centre.x - reach / 2, centre.y - reach / 2, reach, reach);
  const pixels = new Uint8Array(count * count);
  for (let row = 0; row < count; row++) {
    const down = ((row + 0.5) / count - 0.5) * side;
    for (let column = 0; column < count; column++) {
      const along = ((column + 0.5) / count - 0.5) * side;
      const x = centre.x + cosine * along - sine * down;
      const y = centre.y + sine * along + cosine * down;
      pixels[row * count + column] = Math.floor(interpolate(part, x, y) + 0.5);
    }
  }
  return resizeGray({ pixels, width: count, height: count }, width, height);
}

/** The brightness of a place between the centres of four pixels. */
function interpolate({ image, left, top }: ImagePart, x: number, y: number): number {
  const column = Math.floor(x - left - 0.5);
  const row = Math.floor(y - top - 0.5);
  const [right, below] = [x - left - 0.5 - column, y - top - 0.5 - row];
  const upper = (1 - right) * pixelAt(image, column, row) + right * pixelAt(image, column + 1, row);
  const lower = (1 - right) * pixelAt(image, column, row + 1) + right * pixelAt(image, column + 1, row + 1);
  return (1 - below) * upper + below * lower;
}

const clamp = (index: number, count: number): number => Math.min(Math.max(index, 0), count - 1);

/** Beyond the image lies its edge. */
function pixelAt({ pixels, width, height }: GrayImage, column: number, row: number): number {
  return pixels[clamp(row, height) * width + clamp(column, width)]!;
}

/** A part of an image, and where in it the part begins. */
interface ImagePart {
  readonly image: GrayImage;
  readonly left: number;
  readonly top: number;
}

/**
 * The grey pixels of the image that lie within a window, which may begin anywhere and reach beyond the image; at least
 * the pixel that is nearest to it. Only these are turned to grey: of a large photo a face is a small part.
 */
function cutWindow(image: RgbaImage, x: number, y: number, width: number, height: number): ImagePart {
  const clamp = (value: number, to: number): number => Math.min(Math.max(value, 0), to);
  // One more on each side, which linear interpolation may reach for.
  const left = clamp(Math.floor(x) - 1, image.width - 1);
  const top = clamp(Math.floor(y) - 1, image.height - 1);
  const right = clamp(Math.ceil(x + width) + 1, image.width);
  const bottom = clamp(Math.ceil(y + height) + 1, image.height);
  const columns = Math.max(1, right - left);
  const rows = Math.max(1, bottom - top);
  const pixels = new Uint8Array(columns * rows * 4);
  for (let row = 0; row < rows; row++) {
    const at = ((top + row) * image.width + left) * 4;
    pixels.set(image.pixels.subarray(at, at + columns * 4), row * columns * 4);
  }
  return { image: toGray({ pixels, width: columns, height: rows }), left, top };
}

/**
 * How `count` positions are mixed from a window of an axis that may begin and end between positions and beyond the
 * axis: by the covered area when that shrinks, linearly when it grows. For a window that is a whole axis these are the
 * taps of `resamplingWeights`.
 */
function windowTaps(start: number, length: number, count: number): readonly Tap[] {
  const scale = length / count;
  return Array.from({ length: count }, (_, position) =>
    scale > 1 ? areaTap(start + position * scale, scale) : linearTap(start + (position + 0.5) * scale - 0.5),
  );
}

function areaTap(start: number, length: number): Tap {
  const end = start + length;
  const first = Math.floor(start);
  const weights = new Float64Array(Math.ceil(end) - first);
  for (let index = 0; index < weights.length; index++) {
    weights[index] = (Math.min(end, first + index + 1) - Math.max(start, first + index)) / length;
  }
  return { first, weights };
}

function linearTap(centre: number): Tap {
  const first = Math.floor(centre);
  return { first, weights: Float64Array.of(1 - (centre - first), centre - first) };
}
