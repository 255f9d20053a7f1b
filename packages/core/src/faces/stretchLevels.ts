import type { ModelImage } from '../images/GrayImage';

/** Darkest and brightest level of an image, without the outermost 2 in 100 pixels at each end. */
interface GrayRange {
  readonly low: number;
  readonly high: number;
}

/** Share of the pixels at each end of the range that may be noise or highlights. */
const OUTLIERS = 0.02;
/** Crops with a narrower range are stretched. */
const NARROW = 128;
/** A crop with a range narrower than this shows nothing but noise. */
const FLAT = 8;

/** Stretches levels as `stretchContrast` does, without checks, in a chunk of its own: classifiers of cropped faces never load it. */
export function stretchLevels<Image extends ModelImage>(face: Image): Image {
  const { low, high } = rangeOf(face);
  const range = high - low;
  if (range >= NARROW || range < FLAT) return face;
  const levels = Uint8ClampedArray.from({ length: 256 }, (_, level) => (255 * (level - low)) / range);
  return { ...face, pixels: Uint8Array.from(face.pixels, (level) => levels[level]!) };
}

/** The range of an image, over all its channels. */
export function rangeOf({ pixels }: ModelImage): GrayRange {
  const counts = new Uint32Array(256);
  for (const level of pixels) counts[level]! += 1;
  const outliers = OUTLIERS * pixels.length;
  const quantile = (step: 1 | -1): number => {
    let level = step === 1 ? 0 : 255;
    for (let seen = counts[level]!; seen <= outliers; seen += counts[level]!) level += step;
    return level;
  };
  return { low: quantile(1), high: quantile(-1) };
}
