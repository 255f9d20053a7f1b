/** A rectangle in pixels of the upright image, from its top left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A place in pixels of the upright image, from its top left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where the parts of a face are. Right and left are the person's own: the right eye is on the left of a picture. */
export interface FaceLandmarks {
  readonly rightEye: Point;
  readonly leftEye: Point;
  readonly nose: Point;
  readonly mouth: Point;
  readonly rightEar: Point;
  readonly leftEar: Point;
}

/** A face that was found in an image. */
export interface Face {
  /** From forehead to chin; it may reach beyond the image, where the face does. */
  readonly box: Box;
  /** How sure the detector is, in [0, 1]. */
  readonly score: number;
  /** Null from a detector that knows none. */
  readonly landmarks: FaceLandmarks | null;
}

/** How much two boxes are the same: the area they share over the area they cover together, in [0, 1]. */
export function intersectionOverUnion(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}
