import { resampleInto, resamplingWeights, type Tap } from '../../images/resizeGray';

// Reused, because a coarse image in each batch would leave garbage.
let reduced = new Uint8Array(0);
let narrow = new Float64Array(0);
/** Taps by old and new length. */
const tapsByLengths = new Map<string, readonly Tap[]>();
const MOST_TAPS = 256;

/**
 * Reduces an image by area averaging and enlarges it again by linear interpolation, as a small face of a photo is brought to the
 * network's size. The same pixels as `resizeGray` there and back.
 * @param pixels - width x height, changed in place
 * @param towards - width of the reduced image, rounded, at least 1; its height is in proportion. Nothing changes from the image's own
 * width up
 */
export function downscalePixels(pixels: Uint8Array, width: number, height: number, towards: number): void {
  const reducedWidth = Math.max(1, Math.round(towards));
  if (reducedWidth >= width) return;
  const reducedHeight = Math.max(1, Math.round((reducedWidth * height) / width));
  if (reduced.length < reducedWidth * reducedHeight) reduced = new Uint8Array(reducedWidth * reducedHeight);
  if (narrow.length < width * height) narrow = new Float64Array(width * height);
  resampleInto(pixels, width, reduced, tapsOf(width, reducedWidth), tapsOf(height, reducedHeight), narrow);
  resampleInto(reduced, reducedWidth, pixels, tapsOf(reducedWidth, width), tapsOf(reducedHeight, height), narrow);
}

function tapsOf(from: number, to: number): readonly Tap[] {
  const key = `${from}-${to}`;
  let taps = tapsByLengths.get(key);
  if (taps === undefined) {
    if (tapsByLengths.size >= MOST_TAPS) tapsByLengths.clear();
    taps = resamplingWeights(from, to);
    tapsByLengths.set(key, taps);
  }
  return taps;
}
