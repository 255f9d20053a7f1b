import type { Random } from '../../random';
import { exponential } from './portableMath';

/** Quantiles of the standard normal distribution, times 1024: one of them at random is a normal draw. */
const QUANTILES = 4096;
let quantiles: Int16Array | undefined;

/**
 * Adds independent Gaussian noise to each pixel, rounded and kept within 0 to 255.
 * @param pixels - changed in place
 * @param deviation - standard deviation in grey levels, at least 0; resolved to 1/64
 * @param random - one number is drawn for two pixels
 */
export function addNoise(pixels: Uint8Array, deviation: number, random: Random): void {
  quantiles ??= normalQuantiles();
  const table = quantiles;
  const factor = Math.round(deviation * 64);
  const count = pixels.length;
  for (let at = 0; at < count; at += 2) {
    const bits = random.next() * 0x100000000;
    pixels[at] = withNoise(pixels[at]!, Math.imul(table[bits >>> 20]!, factor));
    if (at + 1 < count) pixels[at + 1] = withNoise(pixels[at + 1]!, Math.imul(table[(bits >>> 8) & 4095]!, factor));
  }
}

/** Noise has 16 fractional bits. */
function withNoise(pixel: number, noise: number): number {
  const value = ((pixel << 16) + noise + 0x8000) >> 16;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

const STEPS = 512;
const HIGHEST_DENSITY = 0.3989422804014327;

function normalQuantiles(): Int16Array {
  const half = new Float64Array(QUANTILES / 2);
  const density = (step: number): number => HIGHEST_DENSITY * exponential(-0.5 * (step / STEPS) ** 2);
  // Integrates the density by the trapezoidal rule from 0 up, and notes where each probability is reached.
  let reached = 0;
  let squares = 0;
  for (let step = 0, index = 0; index < half.length; step++) {
    const mass = (density(step) + density(step + 1)) / (2 * STEPS);
    for (; index < half.length && (index + 0.5) / QUANTILES < reached + mass; index++) {
      half[index] = (step + ((index + 0.5) / QUANTILES - reached) / mass) / STEPS;
      squares += half[index]! * half[index]!;
    }
    reached += mass;
  }
  // The tails beyond the last quantile are missing; scaled, the variance is 1 all the same.
  const scale = 1024 / Math.sqrt(squares / half.length);
  const table = new Int16Array(QUANTILES);
  half.forEach((value, index) => {
    table[QUANTILES / 2 + index] = Math.round(value * scale);
    table[QUANTILES / 2 - 1 - index] = -Math.round(value * scale);
  });
  return table;
}
