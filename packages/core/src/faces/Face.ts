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
