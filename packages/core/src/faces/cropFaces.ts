import { mapChannels } from '../images/channels';
import type { Channels, GrayImage, ModelImage } from '../images/GrayImage';
import { toModelImage } from '../images/toModelImage';
import { resizeGray, resizeImage, type Tap } from '../images/resizeGray';
import type { RgbaImage } from '../platform/Platform';
import { type FaceFrame, frameOf } from './FaceFrame';
import type { FoundFace } from './findFaces';
import { stretchLevels } from './stretchLevels';
import { type Size, type Turn, turnGray } from './turnImage';

// Loaded on demand with the crops, and so apart from the checks of the public functions: rollup.config.mjs has the reason.
export { findFaces } from './findFaces';
export { orderFaces } from './orderFaces';

/** Smaller angles, in radians, are rounding errors. */
const LEAST_ANGLE = 1e-9;

/** The size of crops, and their channels: 1 if they are left out. */
export interface CropSize extends Size {
  readonly channels?: Channels;
}

/** The pixels of a face for a network. */
export interface Crop {
  readonly pixels: ModelImage;
  /** True if dark pixels or low contrast were stretched. */
  readonly stretched: boolean;
}

/** A face with its crop. */
export interface CroppedFace<Found extends FoundFace> extends Crop {
  readonly face: Found;
  readonly frame: FaceFrame;
}

/**
 * Frames and crops faces.
 * @param size - of the crops in pixels
 */
export function cropFaces<Found extends FoundFace>(
  image: RgbaImage,
  faces: readonly Found[],
  size: CropSize,
): readonly CroppedFace<Found>[] {
  return faces.map((face) => {
    const frame = frameOf(face, face.upright);
    return { face, frame, ...finish(cropPixels(image, frame, size)) };
  });
}

/** The whole image as a crop. */
export function cropWhole(image: ModelImage, turned: Turn, { width, height }: Size): Crop {
  const upright = turned === 0 ? image : mapChannels(image, (plane) => turnGray(plane, turned));
  return finish(resizeImage(upright, width, height));
}

function finish(pixels: ModelImage): Crop {
  const stretched = stretchLevels(pixels);
  return { pixels: stretched, stretched: stretched !== pixels };
}

/** Crops as `cropFace` does, without checks. */
export function cropPixels(image: RgbaImage, frame: FaceFrame, size: CropSize): ModelImage {
  const part = cutFrame(image, frame, size.channels ?? 1);
  return mapChannels(part.image, (plane) => cropPart({ ...part, image: plane }, frame, size));
}

/** Crops one channel. */
function cropPart(part: ImagePart<GrayImage>, frame: FaceFrame, size: Size): GrayImage {
  const turn = quarterTurn(frame);
  // Turned back without interpolation, a turned photo has the crops of the upright one.
  return turn === undefined ? cropRotated(part, frame, size) : cropUpright(part, frame, size, turn);
}

/** The quarter turns of a frame back to upright; undefined if it has another angle. */
function quarterTurn(frame: FaceFrame): Turn | undefined {
  const quarters = Math.round((2 * frame.angle) / Math.PI);
  const isQuarter = Math.abs(frame.angle - (quarters * Math.PI) / 2) < LEAST_ANGLE;
  return isQuarter ? (((((-quarters % 4) + 4) % 4) * 90) as Turn) : undefined;
}

function cropUpright(
  part: ImagePart<GrayImage>,
  { center, side }: FaceFrame,
  { width, height }: Size,
  turn: Turn,
): GrayImage {
  const [x, y] = [center.x - side / 2, center.y - side / 2];
  const source = turn === 0 ? part.image : turnGray(part.image, turn);
  // Distances of the window from the edges of the part, of which a turn makes one its left and another its top edge.
  const [left, top] = [x - part.left, y - part.top];
  const [right, bottom] = [part.image.width - left - side, part.image.height - top - side];
  const [start, first] = { 0: [left, top], 90: [bottom, left], 180: [right, bottom], 270: [top, right] }[turn] as [
    number,
    number,
  ];
  const columns = windowTaps(start, side, width);
  const rows = windowTaps(first, side, height);

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

/** Samples the rotated frame at the resolution of the image, or of the result if that is higher, then resizes the sample. */
function cropRotated(
  part: ImagePart<GrayImage>,
  { center, side, angle }: FaceFrame,
  { width, height }: Size,
): GrayImage {
  const count = Math.max(Math.ceil(side), width, height);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const pixels = new Uint8Array(count * count);
  for (let row = 0; row < count; row++) {
    const down = ((row + 0.5) / count - 0.5) * side;
    for (let column = 0; column < count; column++) {
      const along = ((column + 0.5) / count - 0.5) * side;
      const x = center.x + cosine * along - sine * down;
      const y = center.y + sine * along + cosine * down;
      pixels[row * count + column] = Math.floor(interpolate(part, x, y) + 0.5);
    }
  }
  return resizeGray({ pixels, width: count, height: count }, width, height);
}

/** Bilinear interpolation between the centres of four pixels. */
function interpolate({ image, left, top }: ImagePart<GrayImage>, x: number, y: number): number {
  const column = Math.floor(x - left - 0.5);
  const row = Math.floor(y - top - 0.5);
  const [right, below] = [x - left - 0.5 - column, y - top - 0.5 - row];
  const upper = (1 - right) * pixelAt(image, column, row) + right * pixelAt(image, column + 1, row);
  const lower = (1 - right) * pixelAt(image, column, row + 1) + right * pixelAt(image, column + 1, row + 1);
  return (1 - below) * upper + below * lower;
}

/** The nearest of the positions 0 to `count` - 1. */
const clamp = (index: number, count: number): number => Math.min(Math.max(index, 0), count - 1);

/** Outside of the image its edge pixels are repeated. */
function pixelAt({ pixels, width, height }: GrayImage, column: number, row: number): number {
  return pixels[clamp(row, height) * width + clamp(column, width)]!;
}

/** A part of an image and its offset in the image. */
interface ImagePart<Image extends ModelImage> {
  readonly image: Image;
  readonly left: number;
  readonly top: number;
}

/**
 * The pixels of an image within the window of a frame, which may reach beyond the image; at least the pixel nearest to the window.
 * Only these are converted to a network's channels, because a face is a small part of a large photo.
 */
function cutFrame(image: RgbaImage, frame: FaceFrame, channels: Channels): ImagePart<ModelImage> {
  const { center, side, angle } = frame;
  const reach =
    quarterTurn(frame) === undefined ? (Math.abs(Math.cos(angle)) + Math.abs(Math.sin(angle))) * side : side;
  const [x, y] = [center.x - reach / 2, center.y - reach / 2];
  const limit = (value: number, most: number): number => Math.min(Math.max(value, 0), most);
  // Linear interpolation reads one more pixel on each side.
  const left = limit(Math.floor(x) - 1, image.width - 1);
  const top = limit(Math.floor(y) - 1, image.height - 1);
  const right = limit(Math.ceil(x + reach) + 1, image.width);
  const bottom = limit(Math.ceil(y + reach) + 1, image.height);
  const columns = Math.max(1, right - left);
  const rows = Math.max(1, bottom - top);
  const pixels = new Uint8Array(columns * rows * 4);
  for (let row = 0; row < rows; row++) {
    const at = ((top + row) * image.width + left) * 4;
    pixels.set(image.pixels.subarray(at, at + columns * 4), row * columns * 4);
  }
  const cut = { isColor: true, image: { pixels, width: columns, height: rows } };
  return { image: toModelImage(cut, channels), left, top };
}

/**
 * Resampling weights from a window of an axis to `count` positions: area averaging to shrink, linear interpolation to
 * enlarge. Unlike `resamplingWeights`, which resamples a whole axis, the window may begin and end between two pixels and outside
 * of the image; for the whole axis both give the same weights.
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

function linearTap(center: number): Tap {
  const first = Math.floor(center);
  return { first, weights: Float64Array.of(1 - (center - first), center - first) };
}
