import type { Abortable } from '../abortable';
import type { Face } from '../faces/Face';
import type { DetectMode, FaceDetector } from '../faces/FaceDetector';
import type { TrackedFace } from '../faces/FaceTracks';
import type { FaceFrame } from '../faces/FaceFrame';
import { type GrayImage, toColor, toGray } from '../images/GrayImage';
import { type ImageInput, readImage, type ReadImage } from '../images/readImage';
import { importChunk } from '../importChunk';
import type { SharedClock } from './SharedClock';

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
  /** The image's share of the time, for detection and cropping. */
  readonly milliseconds: number;
}

interface ExtractOptions extends Abortable {
  /** Name of the image in messages. */
  readonly name: string;
  readonly mode: DetectMode;
  /** Assigns the detected faces to tracks before they are cropped. */
  readonly track?: (faces: readonly Face[]) => readonly TrackedFace[];
}

/** Reads images, detects their faces and crops each to the model's input. */
export class FaceExtractor {
  readonly #detector: FaceDetector | undefined;
  readonly #size: { readonly width: number; readonly height: number };
  readonly #acceptsCrops: boolean;
  readonly #clock: SharedClock;

  /**
   * @param detector - without one each image is a single face
   * @param size - the model's input
   * @param acceptsCrops - true if an image of the size of the model's input is a single face, without detection
   * @param clock - measures the time of each image
   */
  constructor(
    detector: FaceDetector | undefined,
    size: { readonly width: number; readonly height: number },
    acceptsCrops: boolean,
    clock: SharedClock,
  ) {
    this.#detector = detector;
    this.#size = size;
    this.#acceptsCrops = acceptsCrops;
    this.#clock = clock;
  }

  /** @throws SOURCE_UNREADABLE, IMAGE_UNREADABLE, OPTION_INVALID, and the errors of the detector */
  async extract(input: ImageInput, options: ExtractOptions): Promise<ExtractedFaces> {
    const read = await readImage(input, options, options.name);
    const { result: faces, milliseconds } = await this.#clock.measure(() => this.#findFaces(read, options));
    return { faces, milliseconds };
  }

  async #findFaces(
    { isColor, image }: ReadImage,
    { signal, mode, track: assignTracks }: ExtractOptions,
  ): Promise<readonly FaceCrop[]> {
    const { width, height } = this.#size;
    if (this.#detector === undefined || (this.#acceptsCrops && image.width === width && image.height === height)) {
      return [wholeImage(isColor ? toGray(image) : image)];
    }
    const colors = isColor ? image : toColor(image);
    const { checkDetected, cropFaces } = await importCropping();
    const detected = await this.#detector.detect(colors, { signal, mode });
    checkDetected(detected, colors);
    const tracked: readonly (Face & Partial<TrackedFace>)[] = assignTracks?.(detected) ?? detected;
    return cropFaces(colors, tracked, this.#size).map(({ face: { box, landmarks, score, track }, frame, pixels }) => {
      return { pixels, frame, box, landmarks, faceScore: score, track: track ?? null };
    });
  }
}

const importCropping = (): Promise<typeof import('../faces/cropFaces')> =>
  importChunk('cropping of faces', () => import('../faces/cropFaces'));

const wholeImage = (pixels: GrayImage): FaceCrop => ({
  pixels,
  box: { x: 0, y: 0, width: pixels.width, height: pixels.height },
  frame: null,
  landmarks: null,
  faceScore: null,
  track: null,
});
