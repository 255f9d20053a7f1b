import type { GrayImage } from '../images/GrayImage';
import type { RgbaImage } from '../platform/Platform';
import type { Box, Face, FaceLandmarks, Point } from './Face';

/** Degrees by which an image is turned clockwise. */
export type Turn = 0 | 90 | 180 | 270;

/** The size of an image in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Turns an image clockwise. Pixels keep their values. */
export function turnImage({ pixels, width, height }: RgbaImage, turn: Turn): RgbaImage {
  // A view of whole pixels begins at a multiple of four bytes.
  const aligned = pixels.byteOffset % 4 === 0 ? pixels : pixels.slice();
  const source = new Uint32Array(aligned.buffer, aligned.byteOffset, width * height);
  const target = new Uint32Array(width * height);
  turnValues(source, target, { width, height }, turn);
  return { pixels: new Uint8Array(target.buffer), ...turnSize({ width, height }, turn) };
}

/** Turns a grey image clockwise. */
export function turnGray({ pixels, width, height }: GrayImage, turn: Turn): GrayImage {
  const target = new Uint8Array(width * height);
  turnValues(pixels, target, { width, height }, turn);
  return { pixels: target, ...turnSize({ width, height }, turn) };
}

/** Width and height of an image that was turned. */
export const turnSize = ({ width, height }: Size, turn: Turn): Size =>
  turn % 180 === 0 ? { width, height } : { width: height, height: width };

/** The place of a face of a turned image in the image itself. */
export function turnFaceBack(face: Face, image: Size, turn: Turn): Face {
  const back = (point: Point): Point => turnPointBack(point, image, turn);
  const { x, y, width, height } = face.box;
  const corners = [back({ x, y }), back({ x: x + width, y: y + height })];
  const [left, top] = [Math.min(...corners.map((corner) => corner.x)), Math.min(...corners.map((corner) => corner.y))];
  const box: Box = { x: left, y: top, ...turnSize({ width, height }, turn) };
  return { ...face, box, landmarks: face.landmarks && mapLandmarks(face.landmarks, back) };
}

/** Maps each of the landmarks. */
export const mapLandmarks = (
  { rightEye, leftEye, nose, mouth, rightEar, leftEar }: FaceLandmarks,
  map: (point: Point) => Point,
): FaceLandmarks => ({
  rightEye: map(rightEye),
  leftEye: map(leftEye),
  nose: map(nose),
  mouth: map(mouth),
  rightEar: map(rightEar),
  leftEar: map(leftEar),
});

function turnPointBack({ x, y }: Point, { width, height }: Size, turn: Turn): Point {
  switch (turn) {
    case 0:
      return { x, y };
    case 90:
      return { x: y, y: height - x };
    case 180:
      return { x: width - x, y: height - y };
    case 270:
      return { x: width - y, y: x };
  }
}

function turnValues(
  source: ArrayLike<number>,
  target: Uint8Array | Uint32Array,
  { width, height }: Size,
  turn: Turn,
): void {
  // The source index of the target's first value, and the steps to the next value of a row and to the next row.
  const [first, along, down] = {
    0: [0, 1, width],
    90: [(height - 1) * width, -width, 1],
    180: [width * height - 1, -1, -width],
    270: [width - 1, width, -1],
  }[turn] as [number, number, number];
  const turned = turnSize({ width, height }, turn);
  let at = 0;
  for (let row = 0; row < turned.height; row++) {
    let from = first + row * down;
    for (let column = 0; column < turned.width; column++, from += along) target[at++] = source[from]!;
  }
}
