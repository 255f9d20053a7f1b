import { cropFace } from '../faces/cropFace';
import type { Face } from '../faces/Face';
import type { FaceLocator, LocateOptions } from '../faces/FaceLocator';
import type { TrackedFace } from '../faces/FaceTracker';
import { frameFace, type FaceFrame } from '../faces/frameFace';
import type { GrayImage } from '../images/GrayImage';
import { readImage, type ImageInput } from '../images/readImage';
import { toColor } from '../images/toColor';
import { toGray } from '../images/toGray';
import { checkFace } from './checkFace';

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
export interface ReadFacesOptions extends LocateOptions {
  /** What becomes of the faces that were found, before they are cut out. */
  readonly follow?: (faces: readonly Face[]) => readonly TrackedFace[];
}

/** Turns images into faces that are framed as the network expects them. */
export class FaceSource {
  readonly #locator: FaceLocator | null;
  readonly #size: { readonly width: number; readonly height: number };
  readonly #takesCrops: boolean;

  /**
   * @param locator - null takes each image as one face that fills it
   * @param size - what the network is fed with
   * @param takesCrops - whether an image of just that size is taken as one face too
   */
  constructor(
    locator: FaceLocator | null,
    size: { readonly width: number; readonly height: number },
    takesCrops: boolean,
  ) {
    this.#locator = locator;
    this.#size = size;
    this.#takesCrops = takesCrops;
  }

  async read(input: ImageInput, { follow, ...options }: ReadFacesOptions): Promise<FramedFaces> {
    const { isColor, image } = await readImage(input, options);
    const began = performance.now();
    const { width, height } = this.#size;
    if (this.#locator === null || (this.#takesCrops && image.width === width && image.height === height)) {
      return { faces: [frameWhole(isColor ? toGray(image) : image)], milliseconds: performance.now() - began };
    }
    const colors = isColor ? image : toColor(image);
    const found = await this.#locator.locate(colors, options);
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
