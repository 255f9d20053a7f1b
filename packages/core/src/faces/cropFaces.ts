import type { GrayImage } from '../images/GrayImage';
import type { RgbaImage } from '../platform/Platform';
import { checkDetected, type Face } from './Face';
import { type FaceFrame, frameOf } from './FaceFrame';
import { cropPixels } from './cropPixels';

export { checkDetected };

/** A face with its crop. */
export interface CroppedFace<Found extends Face> {
  readonly face: Found;
  readonly frame: FaceFrame;
  readonly pixels: GrayImage;
}

/**
 * Frames and crops faces that {@link checkDetected} has checked. A chunk of its own, because classifiers of cropped faces never crop.
 * @param size - of the crops in pixels
 */
export function cropFaces<Found extends Face>(
  image: RgbaImage,
  faces: readonly Found[],
  size: { readonly width: number; readonly height: number },
): readonly CroppedFace<Found>[] {
  return faces.map((face) => {
    const frame = frameOf(face, false);
    return { face, frame, pixels: cropPixels(image, frame, size) };
  });
}
