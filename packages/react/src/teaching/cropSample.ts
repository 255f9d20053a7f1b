import type { FaceDetector, ImageInput, DetectMode } from '@ferkit/core';
import type { GrayImage } from '@ferkit/core/datasets';

/** Options of {@link cropSample}. */
export interface CropSampleOptions {
  /** Size of the crop in pixels. */
  readonly size: { readonly width: number; readonly height: number };
  readonly mode: DetectMode;
  readonly signal: AbortSignal;
}

/** The largest face of an image. */
export interface CroppedSample {
  /** Null if no face is found. */
  readonly image: GrayImage | null;
  /** Number of faces in the image. */
  readonly faces: number;
}

/**
 * Crops the largest face out of an image, as a classifier crops it. An image of exactly the given
 * size counts as a face that is already cropped.
 */
export async function cropSample(
  input: ImageInput,
  detector: FaceDetector,
  { size, mode, signal }: CropSampleOptions,
): Promise<CroppedSample> {
  const [{ cropFace, frameFace }, { readColorImage, readGrayImage }] = await Promise.all([
    import('@ferkit/core'),
    import('@ferkit/core/datasets'),
  ]);
  const image = await readColorImage(input, { signal });
  if (image.width === size.width && image.height === size.height) {
    return { image: await readGrayImage(image, { signal }), faces: 1 };
  }
  const faces = await detector.detect(image, { mode, signal });
  if (faces.length === 0) return { image: null, faces: 0 };
  const largest = faces.reduce((best, face) => (face.box.width > best.box.width ? face : best));
  return { image: cropFace(image, frameFace(largest), size), faces: faces.length };
}
