import type { GrayImage } from '../images/GrayImage';
import type { RgbaImage } from '../platform/Platform';
import { checkFaces, type Face } from './Face';
import { type FaceFrame, frameOf } from './FaceFrame';
import { cropPixels } from './cropPixels';

/** A face with its crop. */
export interface CroppedFace<Found extends Face> {
  readonly face: Found;
  readonly frame: FaceFrame;
  readonly pixels: GrayImage;
}

/**
 * Frames and crops the faces that a detector found, which may be the caller's own. A chunk of its own, because classifiers of cropped faces never crop.
 * @param size - of the crops in pixels
 * @throws OPTION_INVALID for faces that are none
 */
export function cropFaces<Found extends Face>(
  image: RgbaImage,
  faces: readonly Found[],
  size: { readonly width: number; readonly height: number },
): readonly CroppedFace<Found>[] {
  checkFaces('faces', faces, 'The face detector returned it.');
  return faces.map((face) => {
    const frame = frameOf(face, false);
    return { face, frame, pixels: cropPixels(image, frame, size) };
  });
}
