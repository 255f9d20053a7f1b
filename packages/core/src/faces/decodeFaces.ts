import type { Face, Point } from './Face';
import type { FittedPicture } from './fitPicture';

/** What the network says at one of its two resolutions. */
export interface NetworkOutput {
  /** Pixels of the fitted picture to a cell. */
  readonly stride: number;
  /** Guesses a cell. */
  readonly anchors: number;
  /** One logit a guess, cells row by row. */
  readonly scores: Float32Array;
  /** 16 numbers a guess: the box's centre, its size, and six landmarks, relative to the cell's centre. */
  readonly boxes: Float32Array;
}

const NUMBERS = 16;

/** Narrower guesses, in pixels of the fitted picture, are noise. */
const MIN_WIDTH = 9;

/** Which guesses count. */
export interface DecodeOptions {
  readonly minScore: number;
  /** Wider boxes are dropped; in pixels of the fitted picture. */
  readonly maxWidth: number;
}

/** Reads the guesses of a network that are sure enough, in pixels of the image. Several may be of the same face. */
export function decodeFaces(
  output: NetworkOutput,
  picture: Omit<FittedPicture, 'input'>,
  { minScore, maxWidth }: DecodeOptions,
): readonly Face[] {
  const { stride, anchors, scores, boxes } = output;
  const columns = picture.width / stride;
  // Comparing logits spares thousands of exponentials.
  const minLogit = Math.log(minScore / (1 - minScore));
  const faces: Face[] = [];
  for (let guess = 0; guess < scores.length; guess++) {
    const logit = scores[guess]!;
    const numbers = boxes.subarray(guess * NUMBERS, (guess + 1) * NUMBERS);
    const width = numbers[2]!;
    if (logit < minLogit || width < MIN_WIDTH || width >= maxWidth) continue;
    const cell = Math.floor(guess / anchors);
    const centreX = ((cell % columns) + 0.5) * stride;
    const centreY = (Math.floor(cell / columns) + 0.5) * stride;
    const point = (at: number): Point => ({
      x: (numbers[at]! + centreX - picture.left) * picture.scaleX,
      y: (numbers[at + 1]! + centreY - picture.top) * picture.scaleY,
    });
    faces.push({
      box: toBox(point(0), width * picture.scaleX, numbers[3]! * picture.scaleY),
      score: 1 / (1 + Math.exp(-logit)),
      landmarks: {
        rightEye: point(4),
        leftEye: point(6),
        nose: point(8),
        mouth: point(10),
        rightEar: point(12),
        leftEar: point(14),
      },
    });
  }
  return faces;
}

const toBox = ({ x, y }: Point, width: number, height: number): Face['box'] => ({
  x: x - width / 2,
  y: y - height / 2,
  width,
  height,
});
