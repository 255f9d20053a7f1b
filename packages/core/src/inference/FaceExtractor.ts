import type { Abortable } from '../abortable';
import type { Face } from '../faces/Face';
import type { DetectMode, FaceDetector } from '../faces/FaceDetector';
import type { FoundFace } from '../faces/findFaces';
import type { TrackedFace } from '../faces/FaceTracks';
import type { FaceOrder } from '../faces/orderFaces';
import { type ModelImage, toColor } from '../images/GrayImage';
import { toModelImage } from '../images/toModelImage';
import { type ImageInput, readImage, type ReadImage } from '../images/readImage';
import { importChunk } from '../importChunk';
import type { InputShape } from '../models/ModelMetadata';
import type { RgbaImage } from '../platform/Platform';
import type { Classification } from './Classification';
import type { SharedClock } from './SharedClock';

/** A face cropped to the model's input, and its place in the image. */
export interface FaceCrop extends Pick<
  Classification,
  'box' | 'landmarks' | 'frame' | 'upright' | 'turned' | 'stretched' | 'faceScore' | 'track'
> {
  readonly pixels: ModelImage;
}

/** A face of a stream. */
export interface StreamFace extends TrackedFace {
  /** True if it is framed upright. */
  readonly upright: boolean;
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
  readonly order: FaceOrder;
  /** The detector that follows faces from the previous frame. */
  readonly follow?: (detector: FaceDetector) => FaceDetector;
  /** Assigns the detected faces to tracks before they are cropped. */
  readonly track?: (faces: readonly Face[], image: RgbaImage) => readonly StreamFace[];
}

/** Reads images, detects their faces and crops each to the model's input. */
export class FaceExtractor {
  readonly #detector: FaceDetector | undefined;
  readonly #size: InputShape;
  readonly #acceptsCrops: boolean;
  readonly #clock: SharedClock;

  /**
   * @param detector - without one each image is a single face
   * @param size - the model's input
   * @param acceptsCrops - true if an image of the size of the model's input is a single face, without detection
   * @param clock - measures the time of each image
   */
  constructor(detector: FaceDetector | undefined, size: InputShape, acceptsCrops: boolean, clock: SharedClock) {
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
    read: ReadImage,
    { signal, mode, order, follow, track: assignTracks }: ExtractOptions,
  ): Promise<readonly FaceCrop[]> {
    const { isColor, image } = read;
    const { width, height, channels } = this.#size;
    if (this.#detector === undefined || (this.#acceptsCrops && image.width === width && image.height === height)) {
      // The network's input as it was given, so its levels stay.
      return [{ ...wholeImage(image), pixels: toModelImage(read, channels) }];
    }
    const colors = isColor ? image : toColor(image);
    const { findFaces, cropFaces, cropWhole, orderFaces } = await importFinding();
    const detector = follow?.(this.#detector) ?? this.#detector;
    const { faces, isCrop } = await findFaces(detector, colors, { signal, mode, order });
    if (isCrop) {
      const [face] = orderFaces(faces, image, 'main');
      const crop = cropWhole(toModelImage(read, channels), face?.turned ?? 0, this.#size);
      const whole = { ...wholeImage(image), ...crop };
      if (face === undefined) return [whole];
      const { turned, box, landmarks, score } = face;
      return [{ ...whole, box, turned, landmarks, faceScore: score }];
    }
    const tracked: readonly (FoundFace & Partial<StreamFace>)[] =
      assignTracks?.(faces, colors).map((face) => ({ ...face, turned: 0 })) ?? faces;
    return cropFaces(colors, tracked, this.#size).map(({ face, ...crop }) => {
      const { box, landmarks, score, turned, upright, track = null } = face;
      return { ...crop, box, landmarks, faceScore: score, turned, upright, track };
    });
  }
}

const importFinding = (): Promise<typeof import('../faces/cropFaces')> =>
  importChunk('finding of faces', () => import('../faces/cropFaces'));

const wholeImage = ({ width, height }: ReadImage['image']): Omit<FaceCrop, 'pixels'> => ({
  box: { x: 0, y: 0, width, height },
  frame: null,
  upright: false,
  turned: 0,
  stretched: false,
  landmarks: null,
  faceScore: null,
  track: null,
});
