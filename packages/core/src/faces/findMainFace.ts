import type { Abortable } from '../abortable';
import type { GrayImage } from '../images/GrayImage';
import type { RgbaImage } from '../platform/Platform';
import { checkDetected, type Face } from './Face';
import type { FaceDetector } from './FaceDetector';
import type { FaceFrame } from './FaceFrame';
import { cropFaces } from './cropFaces';

// With the detector in one chunk, which readers of datasets load when they meet the first photo.
export { createFaceDetector } from './createFaceDetector';

/** The main face of a picture, cropped as a classifier crops it. */
export interface MainFace {
  readonly pixels: GrayImage;
  readonly frame: FaceFrame;
  /** Number of faces in the picture. */
  readonly count: number;
}

/**
 * Finds the main face of a picture, the one that a label of the whole picture is about, and crops it.
 * @param size - of the crop in pixels
 * @returns undefined if the picture shows no face
 * @throws OPTION_INVALID for faces of the detector that are none, and the detector's errors
 */
export async function findMainFace(
  detector: FaceDetector,
  image: RgbaImage,
  size: { readonly width: number; readonly height: number },
  { signal }: Abortable,
): Promise<MainFace | undefined> {
  const faces = await detector.detect(image, { signal, mode: 'photo' });
  checkDetected(faces, image);
  if (faces.length === 0) return undefined;
  const main = faces.reduce((best, face) => (prominence(face, image) > prominence(best, image) ? face : best));
  const [cropped] = cropFaces(image, [main], size);
  return { pixels: cropped!.pixels, frame: cropped!.frame, count: faces.length };
}

/** Area of the face, halved in a corner of the picture. */
function prominence({ box: { x, y, width, height } }: Face, image: RgbaImage): number {
  const across = x + width / 2 - image.width / 2;
  const down = y + height / 2 - image.height / 2;
  const distance = Math.min(1, (2 * Math.hypot(across, down)) / Math.hypot(image.width, image.height));
  return width * height * (1 - distance / 2);
}
