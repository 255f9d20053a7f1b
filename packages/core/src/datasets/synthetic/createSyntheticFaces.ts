import { EXPRESSIONS } from '../../labels';
import { createRandom } from '../../random';
import { Dataset } from '../Dataset';
import { SPLITS } from '../DatasetColumns';
import { checkSeed, checkWhole } from '../optionInvalid';
import { drawSyntheticFace } from './drawSyntheticFace';

/** Options of {@link createSyntheticFaces}. */
export interface SyntheticFacesOptions {
  /**
   * How many faces, 3 to 1,000,000. The seven expressions take turns.
   * @default 2100
   */
  readonly count: number;
  /**
   * Seed of all that is random about them.
   * @default 0
   */
  readonly seed: number;
  /**
   * Width and height of each image in pixels, 8 to 1024.
   * @default 48
   */
  readonly size: number;
}

/** The defaults of {@link SyntheticFacesOptions}. */
export const syntheticFacesDefaults: SyntheticFacesOptions = { count: 2100, seed: 0, size: 48 };

/** The share of the samples that goes to each of validation and test. */
const HELD_OUT = 0.1;

/**
 * Draws a dataset of faces that nobody has, for trying things out without photographs of people. It is a toy: what a
 * network scores on it says nothing about real faces. The first 80 % are the train split, then come validation and test.
 *
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * const faces = createSyntheticFaces({ count: 700, seed: 1 });
 * console.log(faces.labels, faces.selectSplit('train').size); // 560
 * ```
 */
export function createSyntheticFaces(options: Partial<SyntheticFacesOptions> = {}): Dataset {
  const { count, seed, size } = { ...syntheticFacesDefaults, ...options };
  checkWhole('count', count, 3, 1_000_000);
  checkSeed(seed);
  checkWhole('size', size, 8, 1024);
  // A turn of all expressions at least, where there are enough, so that every split has every label.
  const heldOut = Math.max(Math.round(HELD_OUT * count), count >= 3 * EXPRESSIONS.length ? EXPRESSIONS.length : 1);
  const starts = [0, count - 2 * heldOut, count - heldOut];
  const random = createRandom(seed);
  const pixels = new Uint8Array(count * size * size);
  const labelIndices = Uint8Array.from({ length: count }, (_, k) => k % EXPRESSIONS.length);
  labelIndices.forEach((label, k) => {
    const face = drawSyntheticFace(EXPRESSIONS[label]!, { seed: random.integer(2 ** 32), size });
    pixels.set(face.pixels, k * size * size);
  });
  return new Dataset({
    name: 'synthetic-faces',
    labels: EXPRESSIONS,
    width: size,
    height: size,
    pixels,
    rows: Uint32Array.from({ length: count }, (_, k) => k),
    labelIndices,
    splitIndices: Uint8Array.from({ length: count }, (_, k) =>
      SPLITS.findLastIndex((__, split) => k >= starts[split]!),
    ),
  });
}
