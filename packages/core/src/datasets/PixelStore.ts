import { FerError } from '../errors';

/** Growing memory for rows of pixels whose number is not known beforehand. */
export class PixelStore {
  readonly #imageSize: number;
  readonly #fractionRead: () => number;
  #pixels: Uint8Array;

  /**
   * @param imageSize - bytes per row
   * @param fractionRead - returns the fraction of the source that was read so far, 0 to 1; 0 if unknown
   */
  constructor(imageSize: number, fractionRead: () => number) {
    this.#imageSize = imageSize;
    this.#fractionRead = fractionRead;
    this.#pixels = allocatePixels(INITIAL_ROWS * imageSize);
  }

  /** The memory, with capacity for at least rows 0 to `row`. A later call may move it. */
  reserve(row: number): Uint8Array {
    const needed = (row + 1) * this.#imageSize;
    if (needed > this.#pixels.length) this.#grow(row + 1);
    return this.#pixels;
  }

  /** The first `rows` rows: a view if that wastes little, else a copy. */
  finish(rows: number): Uint8Array {
    const length = rows * this.#imageSize;
    const kept = length > this.#pixels.length ? this.reserve(rows - 1) : this.#pixels;
    return kept.length - length > SLACK * length ? kept.slice(0, length) : kept.subarray(0, length);
  }

  #grow(rows: number): void {
    const fraction = this.#fractionRead();
    // The number of rows is predicted from the fraction of the source that was read, so that one copy is mostly enough.
    const predicted = fraction > 0 ? Math.max((rows / fraction) * MARGIN, rows * 1.1) : rows * 1.5;
    const grown = allocatePixels(Math.ceil(Math.min(predicted, rows * MOST_GROWTH)) * this.#imageSize);
    grown.set(this.#pixels);
    this.#pixels = grown;
  }
}

/** Initial capacity in rows. */
const INITIAL_ROWS = 4096;

/** Factor over the predicted number of rows, so that the last rows do not cause one more copy. */
const MARGIN = 1.05;

/** Limit of growth in one step, as a multiple of the rows so far: an early prediction may be far off. */
const MOST_GROWTH = 16;

/** Fraction of the memory that may stay unused instead of being copied to fit. Untouched, it costs no physical memory. */
const SLACK = 1 / 8;

/**
 * Allocates memory for pixels.
 * @throws OUT_OF_MEMORY
 */
export function allocatePixels(length: number): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    throw new FerError(
      'OUT_OF_MEMORY',
      {
        name: 'memory',
        failed: 'The pixels of the dataset do not fit into memory',
        received: `${length} bytes of them`,
        next: 'Read it in parts, or with a smaller width and height.',
      },
      { cause },
    );
  }
}
