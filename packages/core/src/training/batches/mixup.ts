import { permutation, type Random } from '../../random';

/** How mixup blends the samples of a batch: each with one partner, all in the same ratio. */
export interface Mixup {
  /** Weight of the sample itself, in [0, 1]; its partner has the rest. */
  readonly lambda: number;
  /** For each sample of the batch the position of its partner. */
  readonly partners: Uint32Array;
}

/** Draws lambda from Beta(alpha, alpha), and the partners of a batch (Zhang et al. 2017, arXiv:1710.09412). */
export function drawMixup(size: number, alpha: number, random: Random): Mixup {
  return { lambda: drawBeta(alpha, random), partners: permutation(size, random) };
}

/** A draw from Beta(alpha, alpha). */
export function drawBeta(alpha: number, random: Random): number {
  const own = drawGamma(alpha, random);
  const other = drawGamma(alpha, random);
  // Far below 1, alpha makes numbers too small for a double. One is then far above the other, and each as often.
  return own + other > 0 ? own / (own + other) : random.integer(2);
}

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

/**
 * Blends rows of a matrix with partner rows.
 * @param values - row by row
 * @param width - numbers per row
 * @param rows - the rows of the result, as indices of rows of `values`
 * @param partners - for each of them the row of `values` that it is blended with
 */
export function mixRows(
  values: Float32Array,
  width: number,
  lambda: number,
  rows: ArrayLike<number>,
  partners: ArrayLike<number>,
): Float32Array {
  const mixed = new Float32Array(rows.length * width);
  for (let row = 0; row < rows.length; row++) {
    const own = rows[row]! * width;
    const partner = partners[row]! * width;
    for (let index = 0; index < width; index++) {
      mixed[row * width + index] = lambda * values[own + index]! + (1 - lambda) * values[partner + index]!;
    }
  }
  return mixed;
}
