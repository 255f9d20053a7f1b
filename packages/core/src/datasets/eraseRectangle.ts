import type { Random } from '../random';

const SMALLEST_AREA = 0.02;
const SMALLEST_RATIO = 0.3;
const ATTEMPTS = 10;

/**
 * Overwrites a random rectangle of an image with noise, as in Zhong et al. 2017, "Random Erasing Data Augmentation"
 * (https://arxiv.org/abs/1708.04896), there called RE-R. Where no drawn rectangle fits in ten attempts, nothing is erased.
 */
export function eraseRectangle(
  pixels: Uint8Array,
  width: number,
  height: number,
  largestArea: number,
  random: Random,
): void {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const area = (SMALLEST_AREA + random.next() * (largestArea - SMALLEST_AREA)) * width * height;
    const ratio = SMALLEST_RATIO + random.next() * (1 / SMALLEST_RATIO - SMALLEST_RATIO);
    const high = Math.round(Math.sqrt(area * ratio));
    const wide = Math.round(Math.sqrt(area / ratio));
    if (high < 1 || wide < 1 || high > height || wide > width) continue;
    const top = random.integer(height - high + 1);
    const left = random.integer(width - wide + 1);
    for (let y = top; y < top + high; y++) {
      const row = y * width;
      for (let x = left; x < left + wide; x++) pixels[row + x] = random.integer(256);
    }
    return;
  }
}
