import type { ResolvedAugmentOptions } from '../../datasets/AugmentOptions';
import type { Preprocessing } from '../../images/toModelInput';
import { permutation, type Random } from '../../random';

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

/** How the samples of a batch are blended: each with one other, all in one proportion. */
export interface Mixture {
  /** Of each sample itself; the rest is its partner's. */
  readonly share: number;
  /** Position in the batch of each sample's partner. */
  readonly partners: Uint32Array;
}

/** Draws the partners of a batch, and their proportion from Beta(alpha, alpha). */
export function drawMixture(size: number, alpha: number, random: Random): Mixture {
  const left = drawGamma(alpha, random);
  const share = left / (left + drawGamma(alpha, random));
  return { share, partners: permutation(size, random) };
}

/**
 * Blends samples, images and targets, with partners.
 * @param rows - which samples of `batch` the result has
 * @param partners - for each of them its partner in `batch`
 */
export function mixSamples(
  { size, images, targets }: Batch,
  share: number,
  rows: ArrayLike<number>,
  partners: ArrayLike<number>,
): Batch {
  const mix = (values: Float32Array): Float32Array => {
    const width = values.length / size;
    const mixed = new Float32Array(rows.length * width);
    for (let row = 0; row < rows.length; row++) {
      const own = rows[row]! * width;
      const other = partners[row]! * width;
      for (let index = 0; index < width; index++) {
        mixed[row * width + index] = share * values[own + index]! + (1 - share) * values[other + index]!;
      }
    }
    return mixed;
  };
  return { size: rows.length, images: mix(images), targets: mix(targets) };
}

/** How samples become batches. */
export interface BatchOptions {
  readonly input: { readonly width: number; readonly height: number };
  readonly preprocessing: Preprocessing;
  readonly augment: ResolvedAugmentOptions | false;
  /** Share of each target that is spread evenly over all labels (Szegedy et al. 2015, arXiv:1512.00567). */
  readonly labelSmoothing: number;
  /** Parameter of the Beta distribution that mixup draws from (Zhang et al. 2017, arXiv:1710.09412); 0 is off. */
  readonly mixup: number;
  /** What a sample's loss is multiplied by, for each label. */
  readonly labelWeights: Float32Array;
  readonly seed: number;
}

/** What one training step works on. */
export interface Batch {
  readonly size: number;
  /** size x height x width, normalised. */
  readonly images: Float32Array;
  /** size x labels; each row sums to the weight of its sample. */
  readonly targets: Float32Array;
}
