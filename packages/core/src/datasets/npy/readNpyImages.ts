import type { Abortable } from '../../abortable';
import { resizeGray } from '../../images/resizeGray';
import { allocatePixels } from '../allocatePixels';
import { malformed } from '../malformed';
import type { OpenDatasetOptions } from '../OpenDatasetOptions';
import { createBreath } from '../sources/createBreath';
import type { DataStream } from '../sources/DataStream';
import type { NpyHeader } from './NpyHeader';
import { readNpy, type TakeValues } from './readNpy';

/** Images out of an array, one after the other. */
export interface NpyImages {
  readonly pixels: Uint8Array;
  readonly count: number;
}

/** Taken at once, however many elements a header claims: the rest is taken when they come. */
const FIRST_BYTES = 1 << 24;

/** Rounding may carry a value this far over white. */
const TOLERANCE = 1e-4;

/**
 * Reads an array of grey images: n x height x width, with or without an axis for the one channel, or n x (height width).
 * Its numbers are from 0 to 255, or floats from 0 to 1.
 * @throws DATASET_MALFORMED
 */
export async function readNpyImages(stream: DataStream, options: OpenDatasetOptions & Abortable): Promise<NpyImages> {
  const breathe = createBreath(options);
  let images: ImageTaker | undefined;
  await readNpy(stream, (header) => {
    const taker = new ImageTaker(stream, header, options);
    images = taker;
    const take: TakeValues = (values, first) => {
      taker.take(values, first);
      const total = stream.totalBytes === undefined ? {} : { totalBytes: stream.totalBytes };
      const rows = Math.floor((first + values.length) / taker.imageSize);
      options.onProgress({ bytes: stream.bytesRead(), ...total, rows, totalRows: taker.count });
      return breathe();
    };
    return take;
  });
  const { count } = images!;
  return { pixels: images!.finish(), count };
}

class ImageTaker {
  readonly count: number;
  readonly imageSize: number;
  readonly #source: string;
  readonly #width: number;
  readonly #height: number;
  readonly #options: OpenDatasetOptions;
  readonly #elements: number;
  #pixels: Uint8Array;
  /** Whole numbers are grey values; floats are taken for shares of white until one is too large for that. */
  #scale: 1 | 255;

  constructor({ name: source, totalBytes = 0 }: DataStream, header: NpyHeader, options: OpenDatasetOptions) {
    const [count, width, height] = readShape(source, header.shape, options);
    this.#source = source;
    this.count = count;
    this.#width = width;
    this.#height = height;
    this.imageSize = width * height;
    this.#options = options;
    this.#elements = header.count;
    this.#pixels = allocatePixels(Math.min(header.count, Math.max(totalBytes, FIRST_BYTES)));
    this.#scale = header.type.startsWith('f') ? 255 : 1;
  }

  take(values: ArrayLike<number>, first: number): void {
    const pixels = this.#reserve(first + values.length);
    const length = values.length;
    for (let k = 0; k < length; k++) {
      const value = values[k]!;
      if (this.#scale === 255 && value > 1 + TOLERANCE) this.#turnToGrays(first + k);
      const scaled = value * this.#scale;
      if (!(scaled > -0.5 && scaled < 255.5)) throw this.#outOfRange(value, first + k);
      pixels[first + k] = scaled + 0.5;
    }
  }

  finish(): Uint8Array {
    const { width, height } = this.#options;
    if (this.#width === width && this.#height === height) return this.#pixels;
    const resized = allocatePixels(this.count * width * height);
    for (let row = 0; row < this.count; row++) {
      const pixels = this.#pixels.subarray(row * this.imageSize, (row + 1) * this.imageSize);
      resized.set(
        resizeGray({ pixels, width: this.#width, height: this.#height }, width, height).pixels,
        row * width * height,
      );
    }
    return resized;
  }

  #reserve(elements: number): Uint8Array {
    if (elements > this.#pixels.length) {
      const grown = allocatePixels(Math.min(this.#elements, 2 * elements));
      grown.set(this.#pixels);
      this.#pixels = grown;
    }
    return this.#pixels;
  }

  /** A value above 1 shows that the floats are from 0 to 255; those before it were all near black. */
  #turnToGrays(end: number): void {
    this.#scale = 1;
    for (let k = 0; k < end; k++) this.#pixels[k] = Math.round(this.#pixels[k]! / 255);
  }

  #outOfRange(value: number, position: number): Error {
    const row = Math.floor(position / this.imageSize);
    return malformed({
      source: this.#source,
      column: `image ${row}`,
      expected: 'pixels from 0 to 255, or floats from 0 to 1',
      received: `${value}`,
    });
  }
}

/** Count, width and height of the images of an array. */
function readShape(
  source: string,
  shape: readonly number[],
  { width, height }: OpenDatasetOptions,
): readonly [number, number, number] {
  const [count = 0, ...rest] = shape;
  const sides =
    rest.length === 3 && rest[2] === 1 ? rest.slice(0, 2) : rest.length === 3 && rest[0] === 1 ? rest.slice(1) : rest;
  const [high = 0, wide = 0] = sides.length === 1 && sides[0] === width * height ? [height, width] : sides;
  if (sides.length <= 2 && count > 0 && high > 0 && wide > 0) return [count, wide, high];
  throw malformed({
    source,
    expected: 'an array of n x height x width (x 1)',
    received: `one of ${shape.join(' x ') || 'no axes'}`,
  });
}
