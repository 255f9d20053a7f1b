import type { Abortable } from '../abortable';
import { FerError } from '../errors';
import type { GrayImage } from '../images/GrayImage';
import { resizeGray } from '../images/resizeGray';
import type { FerModel } from '../models/FerModel';

/** Covers one square of a face after the other and sees how the score changes. */
export async function explainByOcclusion(
  model: FerModel,
  face: GrayImage,
  { label: wanted, patch, stride, batchSize, temperature, signal }: ExplainOptions & Abortable,
): Promise<Explanation> {
  model.assertUsable();
  const { width, height } = model.metadata.input;
  checkWhole('patch', patch, Math.min(width, height));
  checkWhole('stride', stride, patch);
  if (wanted !== null && !model.labels.includes(wanted)) {
    throw refuse('label', `one of ${model.labels.join(', ')}, or null`, wanted);
  }

  const whole = resizeGray(face, width, height);
  const squares = placeSquares(width, height, patch, stride);
  // The mean, because a black or white square would be a feature of its own.
  const mean = Math.round(Array.from(whole.pixels).reduce((sum, value) => sum + value) / whole.pixels.length);
  const covered = squares.map((square) => cover(whole, square, mean));
  const run = { batchSize, temperature, signal };
  const [scores, ...coveredScores] = await model.predict([whole, ...covered], run);
  const index = wanted === null ? scores!.indexOf(Math.max(...scores!)) : model.labels.indexOf(wanted);
  const losses = coveredScores.map((changed) => scores![index]! - changed[index]!);
  return {
    label: model.labels[index]!,
    score: scores![index]!,
    width,
    height,
    influence: spread(losses, squares, width, height),
  };
}

/** What of the image is covered; the right and bottom edges are not. */
interface Square {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** They begin beyond the border, so that a pixel there is covered as often as one in the middle. */
function placeSquares(width: number, height: number, patch: number, stride: number): readonly Square[] {
  const squares: Square[] = [];
  for (let top = stride - patch; top < height; top += stride) {
    for (let left = stride - patch; left < width; left += stride) {
      squares.push({
        left: Math.max(0, left),
        top: Math.max(0, top),
        right: Math.min(width, left + patch),
        bottom: Math.min(height, top + patch),
      });
    }
  }
  return squares;
}

function cover({ pixels, width, height }: GrayImage, { left, top, right, bottom }: Square, gray: number): GrayImage {
  const covered = Uint8Array.from(pixels);
  for (let y = top; y < bottom; y++) covered.fill(gray, y * width + left, y * width + right);
  return { pixels: covered, width, height };
}

function spread(losses: readonly number[], squares: readonly Square[], width: number, height: number): Float32Array {
  const influence = new Float32Array(width * height);
  const times = new Float32Array(width * height);
  squares.forEach(({ left, top, right, bottom }, square) => {
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        influence[y * width + x]! += losses[square]!;
        times[y * width + x]! += 1;
      }
    }
  });
  return influence.map((sum, pixel) => sum / times[pixel]!);
}

function checkWhole(option: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw refuse(option, `a whole number from 1 to ${most}`, value);
}

const refuse = (option: string, expected: string, received: unknown): FerError =>
  new FerError('OPTION_INVALID', { option, failed: 'Cannot explain a decision', expected, received: String(received) });

/** Options of {@link explain}. */
export interface ExplainOptions {
  /** What is to be explained; null takes the label with the highest score. @default null */
  readonly label: string | null;
  /** Side of the square that covers a part of the face, in pixels of the model's input; at least 1. @default 8 */
  readonly patch: number;
  /** Pixels from one square to the next, from 1 to `patch`; half as much takes four times as long. @default 4 */
  readonly stride: number;
  /** Covered images that go through the network at once. @default 64 */
  readonly batchSize: number;
  /** Softens (above 1) or sharpens (below 1) the scores; null takes what calibration wrote into the model. @default null */
  readonly temperature: number | null;
}

/** The defaults of {@link ExplainOptions}. */
export const explainDefaults: ExplainOptions = { label: null, patch: 8, stride: 4, batchSize: 64, temperature: null };

/** Which parts of a face drove a decision. */
export interface Explanation {
  /** What is explained. */
  readonly label: string;
  /** Its score for the whole face, in [0, 1]. */
  readonly score: number;
  /** Of the model's input, in pixels. */
  readonly width: number;
  readonly height: number;
  /**
   * For each pixel, row by row, what the score loses on average while the pixel is covered, in [-1, 1]: above 0 it speaks
   * for the label, below 0 against it.
   */
  readonly influence: Float32Array;
}
