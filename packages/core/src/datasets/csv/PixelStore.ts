import { allocatePixels } from '../allocatePixels';

/** Rows to begin with. */
const FIRST_ROWS = 4096;

/** Room to spare over what is expected, so that the last rows do not cause one more copy. */
const SPARE = 1.05;

/** No more than so many times what is needed is taken, whatever the beginning of a file foretells. */
const FARTHEST = 16;

/** How much of the memory may stay unused rather than be copied to fit. It is never touched, so it costs no real memory. */
const SLACK = 1 / 8;

/** Memory for rows of pixels whose number is not known beforehand. */
export class PixelStore {
  readonly #imageSize: number;
  readonly #shareRead: () => number;
  #pixels: Uint8Array;

  /**
   * @param imageSize - bytes of a row
   * @param shareRead - how much of the source was read by now, 0 to 1; 0 where that is not known
   */
  constructor(imageSize: number, shareRead: () => number) {
    this.#imageSize = imageSize;
    this.#shareRead = shareRead;
    this.#pixels = allocatePixels(FIRST_ROWS * imageSize);
  }

  /** The memory as it is, with room for at least rows 0 to `row`; a later call may move it. */
  reserve(row: number): Uint8Array {
    const needed = (row + 1) * this.#imageSize;
    if (needed > this.#pixels.length) this.#grow(row + 1);
    return this.#pixels;
  }

  /** The rows that were written: a view where that wastes little. */
  finish(rows: number): Uint8Array {
    const length = rows * this.#imageSize;
    const kept = length > this.#pixels.length ? this.reserve(rows - 1) : this.#pixels;
    return kept.length - length > SLACK * length ? kept.slice(0, length) : kept.subarray(0, length);
  }

  #grow(rows: number): void {
    const share = this.#shareRead();
    // What is read by now foretells how many rows will come, so one copy is mostly enough.
    const foretold = share > 0 ? Math.max((rows / share) * SPARE, rows * 1.1) : rows * 1.5;
    const grown = allocatePixels(Math.ceil(Math.min(foretold, rows * FARTHEST)) * this.#imageSize);
    grown.set(this.#pixels);
    this.#pixels = grown;
  }
}
