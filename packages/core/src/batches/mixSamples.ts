import { permutation, type Random } from '../random';
import type { Batch } from './createBatch';

/** A draw from the Gamma distribution with scale 1: G. Marsaglia and W. Tsang 2000, with their boost for shapes under 1. */
function drawGamma(shape: number, random: Random): number {
  if (shape < 1) return drawGamma(shape + 1, random) * (1 - random.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = random.normal();
    const v = (1 + c * normal) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < normal ** 2 / 2 + d * (1 - v + Math.log(v))) return d * v;
  }
}

/** Blends each sample of a batch, image and target, with another one of it, all in one proportion drawn from Beta(alpha, alpha). */
export function mixSamples({ size, images, targets }: Batch, alpha: number, random: Random): void {
  const left = drawGamma(alpha, random);
  const share = left / (left + drawGamma(alpha, random));
  const partners = permutation(size, random);
  for (const values of [images, targets]) {
    const unmixed = values.slice();
    const width = values.length / size;
    for (let sample = 0; sample < size; sample++) {
      const own = sample * width;
      const other = partners[sample]! * width;
      for (let index = 0; index < width; index++) {
        values[own + index] = share * unmixed[own + index]! + (1 - share) * unmixed[other + index]!;
      }
    }
  }
}
