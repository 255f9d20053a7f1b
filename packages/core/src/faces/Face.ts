import { isRecord } from '../isRecord';
import { describeValue, optionInvalid } from '../options';

/** A rectangle in pixels of the upright image; (0, 0) is the image's top left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A point in pixels of the upright image; (0, 0) is the image's top left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Landmarks of a face. Right and left are the person's own: the right eye is on the left of the image. */
export interface FaceLandmarks {
  readonly rightEye: Point;
  readonly leftEye: Point;
  readonly nose: Point;
  readonly mouth: Point;
  readonly rightEar: Point;
  readonly leftEar: Point;
}

/** A face that a detector found in an image. */
export interface Face {
  /** From forehead to chin. It reaches beyond the image where the face does. */
  readonly box: Box;
  /** Confidence of the detector, in [0, 1]. */
  readonly score: number;
  /** Null from a detector without landmarks. */
  readonly landmarks: FaceLandmarks | null;
}

const LANDMARKS = ['rightEye', 'leftEye', 'nose', 'mouth', 'rightEar', 'leftEar'] as const;

const isPoint = (value: unknown): boolean => isRecord(value) && Number.isFinite(value.x) && Number.isFinite(value.y);

/**
 * Checks the box and the landmarks of a face, which may come from a detector of the caller's own.
 * @param name - of the face in messages
 * @throws OPTION_INVALID
 */
export function checkPlace(name: string, face: unknown, next?: string): void {
  if (!isRecord(face)) throw optionInvalid(name, 'a face { box, score, landmarks }', describeValue(face), next);
  const { box, landmarks } = face;
  if (!isRecord(box)) throw optionInvalid(`${name}.box`, 'a box { x, y, width, height }', describeValue(box), next);
  const sides = ['x', 'y', 'width', 'height'].map((side) => box[side]);
  const [, , width, height] = sides as number[];
  if (!sides.every(Number.isFinite) || !(width! > 0 && height! > 0)) {
    const expected = 'a box with finite x and y and positive width and height';
    throw optionInvalid(`${name}.box`, expected, describeValue(sides), next);
  }
  if (landmarks === null || (isRecord(landmarks) && LANDMARKS.every((point) => isPoint(landmarks[point])))) return;
  const expected = `null, or points { x, y } named ${LANDMARKS.join(', ')}`;
  throw optionInvalid(`${name}.landmarks`, expected, describeValue(landmarks), next);
}

/**
 * Checks detected faces.
 * @param name - of the list in messages
 * @throws OPTION_INVALID naming the face: `faces[2].box`
 */
export function checkFaces(name: string, faces: unknown, next?: string): asserts faces is readonly Face[] {
  if (!Array.isArray(faces)) throw optionInvalid(name, 'a list of faces', describeValue(faces), next);
  // With an index, because `forEach` skips holes.
  for (let index = 0; index < faces.length; index++) {
    const face: unknown = faces[index];
    checkPlace(`${name}[${index}]`, face, next);
    const { score } = face as { readonly score: unknown };
    if (typeof score === 'number' && score >= 0 && score <= 1) continue;
    throw optionInvalid(`${name}[${index}].score`, 'a number from 0 to 1', describeValue(score), next);
  }
}

/** Longest side of a face, in sides of its image; a face reaches beyond the image where only a part of it was taken. */
const LARGEST = 10;

/**
 * Checks the faces that a detector, which may be the caller's own, found in an image.
 * @throws OPTION_INVALID, also for a box beside the image and for one in shares of the image instead of pixels
 */
export function checkDetected(
  faces: unknown,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const next = 'The face detector returned it.';
  checkFaces('faces', faces, next);
  const largest = LARGEST * Math.max(width, height);
  for (const [index, { box }] of faces.entries()) {
    const sides = [box.width, box.height];
    const isOfPixels = sides.every((side) => side >= 1 && side <= largest);
    if (isOfPixels && intersectionOverUnion(box, { x: 0, y: 0, width, height }) > 0) continue;
    const expected = `a box in pixels that overlaps the image of ${width} x ${height}`;
    throw optionInvalid(`faces[${index}].box`, expected, describeValue({ ...box }), next);
  }
}

/** Intersection over union of two boxes, in [0, 1]. */
export function intersectionOverUnion(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const intersection = width * height;
  return intersection / (a.width * a.height + b.width * b.height - intersection);
}

/**
 * The weighted mean of faces: of their boxes and of each landmark. The score is that of the first face; the landmarks
 * are null if one of the faces has none.
 * @param weights - one for each face, positive; their sum need not be 1
 */
export function averageFaces(faces: readonly Face[], weights: readonly number[]): Face {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const mean = (values: readonly number[]): number =>
    values.reduce((total, value, index) => total + weights[index]! * value, 0) / sum;
  const boxes = faces.map(({ box }) => box);
  return {
    box: {
      x: mean(boxes.map(({ x }) => x)),
      y: mean(boxes.map(({ y }) => y)),
      width: mean(boxes.map(({ width }) => width)),
      height: mean(boxes.map(({ height }) => height)),
    },
    score: faces[0]!.score,
    landmarks: averageLandmarks(
      faces.map(({ landmarks }) => landmarks),
      mean,
    ),
  };
}

function averageLandmarks(
  all: readonly (FaceLandmarks | null)[],
  mean: (values: readonly number[]) => number,
): FaceLandmarks | null {
  const known = all.filter((landmarks) => landmarks !== null);
  if (known.length < all.length) return null;
  const meanPoint = (name: keyof FaceLandmarks): Point => ({
    x: mean(known.map((landmarks) => landmarks[name].x)),
    y: mean(known.map((landmarks) => landmarks[name].y)),
  });
  return {
    rightEye: meanPoint('rightEye'),
    leftEye: meanPoint('leftEye'),
    nose: meanPoint('nose'),
    mouth: meanPoint('mouth'),
    rightEar: meanPoint('rightEar'),
    leftEar: meanPoint('leftEar'),
  };
}
