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
