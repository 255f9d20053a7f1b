import type { DatasetColumns } from './DatasetColumns';
import { optionInvalid } from '../options';

/** Finds identical images by hash, and makes sure by comparing their bytes. */
export class ImageIndex {
  readonly #imageSize: number;
  readonly #scratch: Uint8Array;
  readonly #words: Int32Array;
  #pixels: Uint8Array[] = [];
  #hashes: Int32Array;
  /** Number of an image + 1 at the place its hash leads to; 0 where none is. */
  #slots: Int32Array;

  /** @param imageSize - bytes of an image */
  constructor(imageSize: number) {
    this.#imageSize = imageSize;
    this.#scratch = new Uint8Array(Math.ceil(imageSize / 4) * 4);
    this.#words = new Int32Array(this.#scratch.buffer);
    this.#hashes = new Int32Array(256);
    this.#slots = new Int32Array(1024);
  }

  /** The number of different images, which are numbered from 0 in the order they came. */
  get size(): number {
    return this.#pixels.length;
  }

  /** The number of the image that is identical to this one, or -1. */
  find(image: Uint8Array): number {
    return this.#slots[this.#slotOf(image, this.#hash(image))]! - 1;
  }

  /** Like {@link find}, but takes the image in where it is new. The index keeps the view, not a copy. */
  add(image: Uint8Array): number {
    const hash = this.#hash(image);
    const slot = this.#slotOf(image, hash);
    const found = this.#slots[slot]! - 1;
    if (found >= 0) return found;
    const added = this.#pixels.push(image) - 1;
    if (added === this.#hashes.length) this.#grow();
    this.#hashes[added] = hash;
    this.#slots[this.#slotOf(image, hash)] = added + 1;
    return added;
  }

  #hash(image: Uint8Array): number {
    // A copy to an aligned place lets four pixels be read at once.
    this.#scratch.set(image);
    const words = this.#words;
    const count = words.length;
    let hash = count;
    for (let k = 0; k < count; k++) {
      hash = Math.imul(hash ^ words[k]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash | 0;
  }

  /** The slot that holds an identical image, else the empty one where it belongs. */
  #slotOf(image: Uint8Array, hash: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot]! - 1;
      if (number < 0 || (this.#hashes[number] === hash && this.#isSame(image, this.#pixels[number]!))) return slot;
    }
  }

  #isSame(image: Uint8Array, other: Uint8Array): boolean {
    for (let k = 0; k < this.#imageSize; k++) if (image[k] !== other[k]) return false;
    return true;
  }

  #grow(): void {
    const hashes = new Int32Array(this.#hashes.length * 2);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    this.#slots = new Int32Array(hashes.length * 4);
    const mask = this.#slots.length - 1;
    for (let number = 0; number < this.#pixels.length - 1; number++) {
      let slot = hashes[number]! & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number + 1;
    }
  }
}

/**
 * Tells which samples show an image that also stands, pixel for pixel, in another dataset. Scores on those samples say
 * little about new faces where the other dataset is what the network was trained on.
 *
 * @param dataset - the samples that are asked about, e.g. the test split
 * @param reference - where copies are looked for, e.g. the train split
 * @returns one byte a sample of `dataset`: 1 where it is a copy, else 0
 * @throws OPTION_INVALID where the two have images of different sizes
 *
 * @example
 * ```ts
 * const copies = copiesOf(fer.selectSplit('test'), fer.selectSplit('train'));
 * console.log(copies.reduce((sum, copy) => sum + copy, 0)); // 288 on the official FER2013
 * ```
 */
export function copiesOf(dataset: DatasetColumns, reference: DatasetColumns): Uint8Array {
  const { width, height } = reference;
  if (dataset.width !== width || dataset.height !== height) {
    throw optionInvalid('dataset', `images of ${width} x ${height}`, `${dataset.width} x ${dataset.height}`);
  }
  const imageSize = width * height;
  const imageOf = ({ pixels }: DatasetColumns, row: number): Uint8Array =>
    pixels.subarray(row * imageSize, (row + 1) * imageSize);
  const index = new ImageIndex(imageSize);
  for (const row of reference.rows) index.add(imageOf(reference, row));
  return Uint8Array.from(dataset.rows, (row) => (index.find(imageOf(dataset, row)) >= 0 ? 1 : 0));
}

/** For each sample, the position of the first sample that shows an identical image: its own where it is the first. */
export function numberImages({ pixels, rows, width, height }: DatasetColumns): Uint32Array {
  const imageSize = width * height;
  const index = new ImageIndex(imageSize);
  const firsts: number[] = [];
  return rows.map((row, k) => {
    const image = index.add(pixels.subarray(row * imageSize, (row + 1) * imageSize));
    return (firsts[image] ??= k);
  });
}
