import type { Face, FaceLandmarks, Point } from './Face';
import type { Turn } from './turnImage';

/** The square that is cropped from an image around a face, rotated about its centre. */
export interface FaceFrame {
  readonly center: Point;
  /** Width and height in pixels of the image. */
  readonly side: number;
  /** Clockwise, in radians. */
  readonly angle: number;
}

/** Ratio of the frame's side to the width of the detected box, fitted to 4,000 images of FER2013. */
const SIDE = 1.17;
/** Ratio of the frame's upward shift to its side, fitted to the same images. */
const RISE = 0.1;

const DEGREE = Math.PI / 180;
/** Eyes tilted by more than this are framed upright. */
const TILTED = 25 * DEGREE;
/** In a stream, a face that is framed upright stays so down to this tilt, so that it does not flicker at the limit. */
const STILL_TILTED = 18 * DEGREE;

/** A face, and the turn of its image in which its head is up. */
export interface FramedFace extends Pick<Face, 'box' | 'landmarks'> {
  readonly turned?: Turn;
}

/**
 * Frames a face as `frameFace` does, without checks.
 * @param upright - true to level the eyes
 */
export function frameOf(face: FramedFace, upright: boolean): FaceFrame {
  const { box, turned = 0 } = face;
  const side = SIDE * (turned % 180 === 0 ? box.width : box.height);
  const angle = (upright ? tiltOf(face) : 0) - turned * DEGREE;
  // The shift goes towards the top of the head.
  const center = {
    x: box.x + box.width / 2 + Math.sin(angle) * RISE * side,
    y: box.y + box.height / 2 - Math.cos(angle) * RISE * side,
  };
  return { center, side, angle };
}

/**
 * True for a head so tilted that the network knows its expression better from an upright frame. Measured on faces of FER2013, which are
 * not aligned: up to some 20 degrees the frame without rotation is right as often or more often.
 * @param wasTilted - true if the face was framed upright in the frame before
 */
export function isTilted(face: FramedFace, wasTilted = false): boolean {
  return Math.abs(tiltOf(face)) > (wasTilted ? STILL_TILTED : TILTED);
}

/** Clockwise tilt of the eyes in radians, from -π to π, in the turn in which the head is up; 0 without landmarks. */
export function tiltOf({ landmarks, turned = 0 }: FramedFace): number {
  if (landmarks === null) return 0;
  const tilt = eyeAngle(landmarks) + turned * DEGREE;
  return Math.atan2(Math.sin(tilt), Math.cos(tilt));
}

const eyeAngle = ({ rightEye, leftEye }: FaceLandmarks): number =>
  Math.atan2(leftEye.y - rightEye.y, leftEye.x - rightEye.x);
