import type { Abortable } from '../abortable';
import { FerError } from '../errors';
import type { Face } from '../faces/Face';
import type { DetectMode, FaceDetector } from '../faces/FaceDetector';
import type { TrackedFace } from '../faces/FaceTracker';
import { cropFace } from '../faces/cropFace';
import { type FaceFrame, frameFace } from '../faces/frameFace';
import { type GrayImage, toColor, toGray } from '../images/GrayImage';
import { type ImageInput, readImage } from '../images/readImage';

/** A face cropped to the model's input, and its place in the image. */
export interface FaceCrop extends Pick<Face, 'box' | 'landmarks'> {
  readonly pixels: GrayImage;
  /** The part of the image that was cropped; null for the whole image. */
  readonly frame: FaceFrame | null;
  /** Score of the detector; null without detection. */
  readonly faceScore: number | null;
  /** Track of the face in a stream; null outside of a stream and without detection. */
  readonly track: number | null;
}

/** The faces of one image. */
export interface ExtractedFaces {
  readonly faces: readonly FaceCrop[];
  /** Time of detection and cropping. */
  readonly milliseconds: number;
}

interface ExtractOptions extends Abortable {
  readonly mode: DetectMode;
  /** Assigns the detected faces to tracks before they are cropped. */
  readonly track?: (faces: readonly Face[]) => readonly TrackedFace[];
}

/** Reads images, detects their faces and crops each to the model's input. */
export class FaceExtractor {
  readonly #detector: FaceDetector | undefined;
  readonly #size: { readonly width: number; readonly height: number };
  readonly #acceptsCrops: boolean;

  /**
   * @param detector - without one each image is a single face
   * @param size - the model's input
   * @param acceptsCrops - true if an image of the size of the model's input is a single face, without detection
   */
  constructor(
    detector: FaceDetector | undefined,
    size: { readonly width: number; readonly height: number },
    acceptsCrops: boolean,
  ) {
    this.#detector = detector;
    this.#size = size;
    this.#acceptsCrops = acceptsCrops;
  }

  /** @throws SOURCE_UNREADABLE, IMAGE_UNREADABLE, OPTION_INVALID, and the errors of the detector */
  async extract(input: ImageInput, { signal, mode, track: assignTracks }: ExtractOptions): Promise<ExtractedFaces> {
    const { isColor, image } = await readImage(input, { signal });
    const began = performance.now();
    const { width, height } = this.#size;
    if (this.#detector === undefined || (this.#acceptsCrops && image.width === width && image.height === height)) {
      return { faces: [wholeImage(isColor ? toGray(image) : image)], milliseconds: performance.now() - began };
    }
    const colors = isColor ? image : toColor(image);
    const detected = await this.#detector.detect(colors, { signal, mode });
    detected.forEach(checkFace);
    const tracked: readonly (Face & Partial<TrackedFace>)[] = assignTracks?.(detected) ?? detected;
    const faces = tracked.map(({ box, landmarks, score, track }) => {
      const frame = frameFace({ box, landmarks });
      const pixels = cropFace(colors, frame, this.#size);
      return { pixels, frame, box, landmarks, faceScore: score, track: track ?? null };
    });
    return { faces, milliseconds: performance.now() - began };
  }
}

const wholeImage = (pixels: GrayImage): FaceCrop => ({
  pixels,
  box: { x: 0, y: 0, width: pixels.width, height: pixels.height },
  frame: null,
  landmarks: null,
  faceScore: null,
  track: null,
});

/** Checks the result of a detector, which may be the user's own. @throws OPTION_INVALID */
function checkFace({ box: { x, y, width, height }, score }: Face): void {
  if ([x, y, width, height, score].every(Number.isFinite) && width > 0 && height > 0) return;
  throw new FerError('OPTION_INVALID', {
    option: 'faces',
    failed: 'The face detector returned an invalid face',
    expected: 'a box with finite x and y and positive width and height, and a score',
    received: JSON.stringify({ box: { x, y, width, height }, score }),
  });
}
