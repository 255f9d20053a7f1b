import { checkOption, optionInvalid } from '../options';
import { type DatasetColumns, datasetRule, describeSize, haveSameSize, imageSizeOf } from './DatasetColumns';

/** A hash table of images that finds identical ones. */
export class ImageIndex {
  readonly #imageSize: number;
  readonly #scratch: Uint8Array;
  readonly #words: Int32Array;
  #pixels: Uint8Array[] = [];
  #hashes: Int32Array;
  /** Open addressing: number of the image + 1; 0 is an empty slot. */
  #slots: Int32Array;

  /** @param imageSize - bytes per image */
  constructor(imageSize: number) {
    this.#imageSize = imageSize;
    this.#scratch = new Uint8Array(Math.ceil(imageSize / 4) * 4);
    this.#words = new Int32Array(this.#scratch.buffer);
    this.#hashes = new Int32Array(256);
    this.#slots = new Int32Array(1024);
  }

  /** Number of distinct images; they are numbered from 0 in the order of their insertion. */
  get size(): number {
    return this.#pixels.length;
  }

  /** The number of an identical image, or -1. */
  find(image: Uint8Array): number {
    return this.#slots[this.#slotOf(image, this.#hash(image))]! - 1;
  }

  /** Like {@link find}, but inserts an image that is new. The index keeps the view, not a copy. */
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
    // A copy to aligned memory, so that four pixels can be read at once.
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

  /** The slot of an identical image, else the empty slot for this one. */
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
 * Finds the samples whose image also occurs, pixel for pixel, in another dataset. Copies of training images inflate test
 * scores.
 *
 * @param dataset - the samples to check, e.g. the test split
 * @param reference - the dataset to search, e.g. the train split
 * @returns one byte per sample of `dataset`: 1 for a copy, else 0
 * @throws OPTION_INVALID if the image sizes differ
 *
 * @example
 * ```ts
 * const copies = copiesOf(fer.selectSplit('test'), fer.selectSplit('train'));
 * console.log(copies.reduce((sum, copy) => sum + copy, 0)); // 288 on the official FER2013
 * ```
 */
export function copiesOf(dataset: DatasetColumns, reference: DatasetColumns): Uint8Array {
  checkOption('dataset', dataset, datasetRule);
  checkOption('reference', reference, datasetRule);
  if (!haveSameSize(dataset, reference)) {
    throw optionInvalid(
      'dataset',
      `images of ${describeSize(reference)}, as those of reference`,
      describeSize(dataset),
    );
  }
  const imageSize = imageSizeOf(reference);
  const imageOf = ({ pixels }: DatasetColumns, row: number): Uint8Array =>
    pixels.subarray(row * imageSize, (row + 1) * imageSize);
  const index = new ImageIndex(imageSize);
  for (const row of reference.rows) index.add(imageOf(reference, row));
  return Uint8Array.from(dataset.rows, (row) => (index.find(imageOf(dataset, row)) >= 0 ? 1 : 0));
}

/** For each sample, the position of the first sample with an identical image: its own position if there is none before it. */
export function firstOccurrences(dataset: DatasetColumns): Uint32Array {
  const { pixels, rows } = dataset;
  const imageSize = imageSizeOf(dataset);
  const index = new ImageIndex(imageSize);
  const firsts: number[] = [];
  return rows.map((row, k) => {
    const image = index.add(pixels.subarray(row * imageSize, (row + 1) * imageSize));
    return (firsts[image] ??= k);
  });
}
