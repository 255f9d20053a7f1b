import type { FaceDetector, ImageInput, DetectMode } from '@ferkit/core';
import type { GrayImage } from '@ferkit/core/datasets';

/** How {@link cropSample} looks at an image. */
export interface CropSampleOptions {
  readonly size: { readonly width: number; readonly height: number };
  readonly mode: DetectMode;
  readonly signal: AbortSignal;
}

/**
 * The face of an image, cut out as a classifier would cut it out; of several the one that is surest to be a face. An image of
 * just the wanted size is taken as a face that was cut out already.
 * @returns null where there is no face
 */
export async function cropSample(
  input: ImageInput,
  detector: FaceDetector,
  { size, mode, signal }: CropSampleOptions,
): Promise<GrayImage | null> {
  const [{ cropFace, frameFace }, { readColorImage, readGrayImage }] = await Promise.all([
    import('@ferkit/core'),
    import('@ferkit/core/datasets'),
  ]);
  const image = await readColorImage(input, { signal });
  if (image.width === size.width && image.height === size.height) return readGrayImage(image, { signal });
  const [face] = await detector.detect(image, { mode, signal });
  return face === undefined ? null : cropFace(image, frameFace(face), size);
}
