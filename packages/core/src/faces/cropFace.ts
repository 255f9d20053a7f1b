import type { GrayImage } from '../images/GrayImage';
import { resizeGray } from '../images/resizeGray';
import type { RgbaImage } from '../platform/Platform';
import { cutWindow, type ImagePart } from './cutWindow';
import type { FaceFrame } from './frameFace';
import { windowTaps } from './windowTaps';

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
