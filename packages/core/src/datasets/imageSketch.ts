import { type DatasetColumns, imageSizeOf } from './DatasetColumns';

/** Hashes in a sketch: of FER2013's 28,709 training images one in 112. */
const LENGTH = 256;
/** Characters of a hash of 48 bits, in base 36. */
const DIGITS = 10;

/**
 * Sketches the images of a dataset, so that copies of them are known elsewhere: the smallest of the hashes of their pixels (a bottom-k
 * sketch, Broder 1997). Hashes are as if drawn at random, so the sketch is a random sample of the images, and the same one of each copy.
 */
export function sketchImages(dataset: DatasetColumns): string {
  const sorted = new Float64Array(new Set(hashesOf(dataset))).sort().subarray(0, LENGTH);
  return Array.from(sorted, (hash) => hash.toString(36).padStart(DIGITS, '0')).join('');
}

/**
 * Estimates the share of a dataset's samples whose image is, pixel for pixel, one of a sketched dataset.
 * @returns above 0, at most 1; undefined if no such image was found, which of fewer than some 300 samples says little
 */
export function estimateOverlap(dataset: DatasetColumns, sketch: string): number | undefined {
  const known = new Set((sketch.match(/.{10}/g) ?? []).map((text) => Number.parseInt(text, 36)));
  // A sketch that is not full has every image; of a full one only images of hashes up to its largest could be in it.
  const largest = known.size < LENGTH ? Infinity : Math.max(...known);
  let [candidates, found] = [0, 0];
  for (const hash of hashesOf(dataset)) {
    if (hash > largest) continue;
    candidates++;
    if (known.has(hash)) found++;
  }
  return found === 0 ? undefined : found / candidates;
}

/** The hash of each sample's image, of 48 bits. */
function* hashesOf(dataset: DatasetColumns): Generator<number> {
  const { pixels, rows, width } = dataset;
  const size = imageSizeOf(dataset);
  for (const row of rows) {
    let [one, other] = [width ^ size, Math.imul(size, 0x9e3779b1)];
    for (let at = row * size; at < (row + 1) * size; at++) {
      one = Math.imul(one ^ pixels[at]!, 0x01000193);
      other = Math.imul(other ^ pixels[at]!, 0x85ebca6b);
      other ^= other >>> 15;
    }
    yield (mix(one) >>> 0) * 0x10000 + (mix(other) >>> 16);
  }
}

/** Spreads the bits of a hash over all of its bits, as the end of MurmurHash3 does. */
function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
