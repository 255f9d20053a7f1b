import type { FaceDetector } from '../../faces/FaceDetector';
import { type ModelImage, toColor } from '../../images/GrayImage';
import { toModelImage } from '../../images/toModelImage';
import type { ReadImage } from '../../images/readImage';
import { resizeImage } from '../../images/resizeGray';
import { importChunk } from '../../importChunk';
import type { ReadDatasetOptions } from '../OpenDatasetOptions';

/** Number of pictures that tell, for each size, whether pictures of it are cropped faces. */
const PROBES = 24;

/** Minimum of probed pictures of one size for a decision about all pictures of it. */
const LEAST_PROBES = 3;

/** Pictures up to this width and height are cropped faces: a face within them would be smaller than a network's input. */
const LARGEST_CROP = 64;

/** Pictures up to this width and height are cropped faces, unless a smaller face is found in them: the detector misses some faces that fill a picture. */
const LARGEST_UNSEEN_CROP = 128;

/** Maximum ratio of the sides of a cropped face. */
const MOST_ASPECT = 1.2;

/**
 * Minimum share of a cropped face that the frame of its detected face covers. Measured on 150 faces of FER2013, enlarged to 64, 100 and
 * 224 pixels, with more or less room around them: at a median of 0.92 the bundled model is right as often with the whole picture as with
 * the crop, at 0.96 more often, at 0.84 less often, and at 0.7 in 5 of 100 pictures less.
 */
const LEAST_COVERAGE = 0.88;

/** A picture, before it is decided whether it is a cropped face. */
export interface Look {
  /** Width and height in words. */
  readonly size: string;
  /** The whole picture in the dataset's size, if it may be a cropped face. */
  readonly whole?: ModelImage | undefined;
  /** The main face; undefined if none was found, or none was looked for. */
  readonly face?: FoundFace | undefined;
  /** True if the picture is a cropped face without a look. */
  readonly isCrop: boolean;
  /** True for the sizes up to which a picture without a found face is a cropped face. */
  readonly isSmall: boolean;
}

interface FoundFace {
  /** The crop in the dataset's size. */
  readonly pixels: ModelImage;
  /** Share of the picture that the frame covers, 0 to 1. */
  readonly coverage: number;
  /** True if the picture is a cropped face by itself, whatever others of its size are. */
  readonly isCrop: boolean;
  /** Number of faces in the picture. */
  readonly count: number;
}

/** A picture in the dataset's size. */
export interface FittedPicture {
  readonly pixels: ModelImage;
  /** False if it was taken whole. */
  readonly isCropped: boolean;
  /** Number of faces that were found in a cropped picture. */
  readonly count: number;
}

/** Positions of the pictures to look at first, evenly spaced. */
export function probePositions(count: number): readonly number[] {
  const probes = Math.min(PROBES, count);
  return Array.from({ length: probes }, (_, k) => Math.floor(((k + 0.5) * count) / probes));
}

/**
 * Fits pictures to a dataset's size. It crops the main face of a photo as a classifier does, and takes a picture whole that is a cropped
 * face already; see `OpenDatasetOptions.faces` for the rule.
 */
export class PictureFitter {
  readonly #options: ReadDatasetOptions;
  /** For each size that was probed, true if its pictures are cropped faces. */
  readonly #cropSizes = new Map<string, boolean>();
  #detector: Promise<FaceDetector> | undefined;

  constructor(options: ReadDatasetOptions) {
    this.#options = options;
  }

  /** Looks for the main face of a picture, unless it is a cropped face for certain. */
  async look(picture: ReadImage): Promise<Look> {
    const { faces } = this.#options;
    const { width, height } = picture.image;
    const size = `${width} x ${height}`;
    const isSmall = Math.max(width, height) <= LARGEST_UNSEEN_CROP;
    if (faces === false || (faces === 'auto' && this.#isCrop(width, height))) {
      return { size, whole: this.#resize(picture), isCrop: true, isSmall };
    }
    const face = await this.#findFace(picture);
    const mayBeCrop =
      faces === 'auto' && isSquarish(width, height) && (!this.#cropSizes.has(size) || this.#cropSizes.get(size)!);
    return { size, whole: mayBeCrop ? this.#resize(picture) : undefined, face, isCrop: false, isSmall };
  }

  /** Decides for each size, from the first pictures, whether pictures of it are cropped faces. */
  learn(looks: Iterable<Look>): void {
    const sizes = new Map<string, Look[]>();
    for (const look of looks) {
      if (look.isCrop || look.whole === undefined) continue;
      const same = sizes.get(look.size);
      if (same === undefined) sizes.set(look.size, [look]);
      else same.push(look);
    }
    for (const [size, same] of sizes) {
      if (same.length < LEAST_PROBES) continue;
      const found = same.flatMap(({ face }) => (face === undefined ? [] : [face.coverage])).sort((a, b) => a - b);
      const isSeen = 2 * found.length >= same.length;
      if (isSeen) this.#cropSizes.set(size, found[found.length >> 1]! >= LEAST_COVERAGE);
      else if (same[0]!.isSmall) this.#cropSizes.set(size, true);
    }
  }

  /** The picture in the dataset's size: whole or its main face; undefined without a face. */
  choose({ size, whole, face, isCrop, isSmall }: Look): FittedPicture | undefined {
    const isWhole = (): boolean => this.#cropSizes.get(size) ?? (face === undefined ? isSmall : face.isCrop);
    if (whole !== undefined && (isCrop || isWhole())) return { pixels: whole, isCropped: false, count: 1 };
    return face === undefined ? undefined : { pixels: face.pixels, isCropped: true, count: face.count };
  }

  /** Frees the detector, unless it is the caller's. */
  async dispose(): Promise<void> {
    if (this.#options.faces !== 'auto') return;
    // A failure to create it was thrown where it was needed.
    const detector = await this.#detector?.catch(() => undefined);
    detector?.dispose();
  }

  #isCrop(width: number, height: number): boolean {
    const isDatasetSize = width === this.#options.width && height === this.#options.height;
    return (
      isDatasetSize || Math.max(width, height) <= LARGEST_CROP || this.#cropSizes.get(`${width} x ${height}`) === true
    );
  }

  #resize(picture: ReadImage): ModelImage {
    const { width, height, channels } = this.#options;
    return resizeImage(toModelImage(picture, channels), width, height);
  }

  async #findFace({ isColor, image }: ReadImage): Promise<FoundFace | undefined> {
    const { findMainFace, createFaceDetector } = await importFaces();
    const { faces, backend, signal } = this.#options;
    this.#detector ??= typeof faces === 'object' ? Promise.resolve(faces) : createFaceDetector({ backend, signal });
    const main = await findMainFace(await this.#detector, isColor ? image : toColor(image), this.#options, { signal });
    if (main === undefined) return undefined;
    const { pixels, frame, isCrop, count } = main;
    const across = overlap(frame.center.x, frame.side, image.width);
    const down = overlap(frame.center.y, frame.side, image.height);
    return { pixels, isCrop, count, coverage: (across * down) / (image.width * image.height) };
  }
}

/** Loads the face detector. Datasets of cropped faces never load it. */
const importFaces = (): Promise<typeof import('../../faces/findMainFace')> =>
  importChunk(
    'face detector',
    () => import('../../faces/findMainFace'),
    "Serve all files of the bundler's output, or pass faces: false if each picture is a cropped face.",
  );

const isSquarish = (width: number, height: number): boolean =>
  Math.max(width, height) <= MOST_ASPECT * Math.min(width, height);

/** Length of an axis from 0 to `length` that a window covers. */
function overlap(center: number, side: number, length: number): number {
  return Math.max(0, Math.min(length, center + side / 2) - Math.max(0, center - side / 2));
}
