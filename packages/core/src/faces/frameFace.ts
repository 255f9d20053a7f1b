import type { Face, FaceLandmarks, Point } from './Face';

/** The square of an image that a face is cut out by, turned about its centre. */
export interface FaceFrame {
  readonly centre: Point;
  /** Width and height in pixels of the image. */
  readonly side: number;
  /** Clockwise, in radians. */
  readonly angle: number;
}

/** Options of {@link frameFace}. */
export interface FrameOptions {
  /**
   * Turns the frame with the head, so that the eyes come to lie level. The faces of FER2013 are not turned upright, and a
   * network that was trained on it expects some tilt. A face without landmarks is not turned.
   * @default false
   */
  readonly upright: boolean;
}

/** The defaults of {@link FrameOptions}. */
export const frameDefaults: FrameOptions = { upright: false };

/** Side of the frame to width of the box, and how far up it lies in sides: measured on 4,000 frames of FER2013. */
const SIDE = 1.17;
const RISE = 0.1;

/**
 * Frames a face as FER2013 frames its own: the eyes at two fifths of the height, their distance three eighths of the side.
 *
 * @example
 * ```ts
 * const { centre, side } = frameFace(face);
 * context.strokeRect(centre.x - side / 2, centre.y - side / 2, side, side);
 * ```
 */
export function frameFace(
  { box, landmarks }: Pick<Face, 'box' | 'landmarks'>,
  { upright = frameDefaults.upright }: Partial<FrameOptions> = {},
): FaceFrame {
  const side = SIDE * box.width;
  const angle = upright && landmarks !== null ? tiltOf(landmarks) : 0;
  // Up is where the head points.
  const centre = {
    x: box.x + box.width / 2 + Math.sin(angle) * RISE * side,
    y: box.y + box.height / 2 - Math.cos(angle) * RISE * side,
  };
  return { centre, side, angle };
}

const tiltOf = ({ rightEye, leftEye }: FaceLandmarks): number =>
  Math.atan2(leftEye.y - rightEye.y, leftEye.x - rightEye.x);
