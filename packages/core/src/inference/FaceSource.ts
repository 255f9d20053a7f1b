import type { Abortable } from '../abortable';
import type { BackendInfo } from '../backends/BackendProvider';
import { FerError } from '../errors';
import type { Face } from '../faces/Face';
import type { FaceDetector, DetectOptions } from '../faces/FaceDetector';
import type { TrackedFace } from '../faces/FaceTracker';
import { createFaceDetector } from '../faces/createFaceDetector';
import { cropFace } from '../faces/cropFace';
import { type FaceFrame, frameFace } from '../faces/frameFace';
import { type GrayImage, toColor, toGray } from '../images/GrayImage';
import { type ImageInput, readImage } from '../images/readImage';
import type { LoadEvent } from '../models/openModelSource';

/** A face as the network is fed with it, and where it came from. */
export interface FramedFace extends Pick<Face, 'box' | 'landmarks'> {
  readonly pixels: GrayImage;
  /** What of the image the pixels are of; null for all of it. */
  readonly frame: FaceFrame | null;
  readonly faceScore: number | null;
  readonly track: number | null;
}

/** The faces of one image, and how long it took to get from its pixels to them. */
export interface FramedFaces {
  readonly faces: readonly FramedFace[];
  readonly milliseconds: number;
}

/** How a {@link FaceSource} reads an image. */
interface ReadFacesOptions extends DetectOptions {
  /** What becomes of the faces that were found, before they are cut out. */
  readonly follow?: (faces: readonly Face[]) => readonly TrackedFace[];
}

/** Turns images into faces that are framed as the network expects them. */
export class FaceSource {
  readonly #detector: FaceDetector | null;
  readonly #size: { readonly width: number; readonly height: number };
  readonly #takesCrops: boolean;

  /**
   * @param detector - null takes each image as one face that fills it
   * @param size - what the network is fed with
   * @param takesCrops - whether an image of just that size is taken as one face too
   */
  constructor(
    detector: FaceDetector | null,
    size: { readonly width: number; readonly height: number },
    takesCrops: boolean,
  ) {
    this.#detector = detector;
    this.#size = size;
    this.#takesCrops = takesCrops;
  }

  async read(input: ImageInput, { follow, ...options }: ReadFacesOptions): Promise<FramedFaces> {
    const { isColor, image } = await readImage(input, options);
    const began = performance.now();
    const { width, height } = this.#size;
    if (this.#detector === null || (this.#takesCrops && image.width === width && image.height === height)) {
      return { faces: [frameWhole(isColor ? toGray(image) : image)], milliseconds: performance.now() - began };
    }
    const colors = isColor ? image : toColor(image);
    const found = await this.#detector.detect(colors, options);
    found.forEach(checkFace);
    const followed: readonly (Face & Partial<TrackedFace>)[] = follow?.(found) ?? found;
    const faces = followed.map(({ box, landmarks, score, track }) => {
      const frame = frameFace({ box, landmarks });
      const pixels = cropFace(colors, frame, this.#size);
      return { pixels, frame, box, landmarks, faceScore: score, track: track ?? null };
    });
    return { faces, milliseconds: performance.now() - began };
  }
}

const frameWhole = (pixels: GrayImage): FramedFace => ({
  pixels,
  box: { x: 0, y: 0, width: pixels.width, height: pixels.height },
  frame: null,
  landmarks: null,
  faceScore: null,
  track: null,
});

/** Looks at what a detector returned, which may be the user's own. @throws OPTION_INVALID */
function checkFace({ box: { x, y, width, height }, score }: Face): void {
  if ([x, y, width, height, score].every(Number.isFinite) && width > 0 && height > 0) return;
  throw new FerError('OPTION_INVALID', {
    option: 'faces',
    failed: 'The face detector returned no usable face',
    expected: 'a box with finite x and y and positive width and height, and a score',
    received: JSON.stringify({ box: { x, y, width, height }, score }),
  });
}

/**
 * Where faces come from. `auto` looks for them, except in an image that has just the size of the model's input: that is
 * one face, as in FER2013. `none` takes every image as one face that fills it. A detector is asked about every image.
 */
export type FaceChoice = 'auto' | 'none' | FaceDetector;

/** @throws OPTION_INVALID */
export function checkFaceChoice(choice: unknown): asserts choice is FaceChoice {
  if (choice === 'auto' || choice === 'none') return;
  if (typeof choice === 'object' && choice !== null && 'detect' in choice && typeof choice.detect === 'function')
    return;
  throw new FerError('OPTION_INVALID', {
    option: 'faces',
    failed: 'Cannot make a classifier',
    expected: '"auto", "none" or a FaceDetector',
    received: typeof choice === 'string' ? `"${choice}"` : typeof choice,
  });
}

/** The detector of a choice, on the backend of the model; null where no faces are looked for. */
export async function openFaces(
  choice: FaceChoice,
  backend: BackendInfo,
  { signal, onProgress }: Abortable & { readonly onProgress?: ((event: LoadEvent) => void) | undefined },
): Promise<FaceDetector | null> {
  if (choice === 'none') return null;
  if (choice !== 'auto') return choice;
  onProgress?.({ type: 'detector' });
  return createFaceDetector({ backend: backend.name, signal });
}
