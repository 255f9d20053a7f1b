import type { Abortable } from '../abortable';
import type { ModelImage } from '../images/GrayImage';
import type { RgbaImage } from '../platform/Platform';
import type { FaceDetector } from './FaceDetector';
import type { FaceFrame } from './FaceFrame';
import { cropFaces, type CropSize } from './cropFaces';
import { findFaces } from './findFaces';

// With the detector in one chunk, which readers of datasets load when they meet the first photo.
export { createFaceDetector } from './createFaceDetector';

/** The main face of a picture, cropped as a classifier crops it. */
export interface MainFace {
  readonly pixels: ModelImage;
  readonly frame: FaceFrame;
  /** True if the picture is one cropped face, which a classifier takes whole. */
  readonly isCrop: boolean;
  /** Number of faces in the picture. */
  readonly count: number;
}

/**
 * Finds the main face of a picture, the one that a label of the whole picture is about, and crops it.
 * @param size - of the crop
 * @returns undefined if the picture shows no face
 * @throws OPTION_INVALID for faces of the detector that are none, and the detector's errors
 */
export async function findMainFace(
  detector: FaceDetector,
  image: RgbaImage,
  size: CropSize,
  { signal }: Abortable,
): Promise<MainFace | undefined> {
  const { faces, isCrop } = await findFaces(detector, image, { signal, mode: 'photo', order: 'main' });
  const [main] = faces;
  if (main === undefined) return undefined;
  const [cropped] = cropFaces(image, [main], size);
  return { pixels: cropped!.pixels, frame: cropped!.frame, isCrop, count: faces.length };
}
