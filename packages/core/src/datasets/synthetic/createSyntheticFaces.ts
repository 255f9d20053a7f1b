import { EXPRESSIONS } from '../../labels';
import { integer, defaultsOf, oneOf, resolveOptions, withDefault, type OptionTable, seedRule } from '../../options';
import { createRandom } from '../../random';
import { Dataset } from '../Dataset';
import { type DatasetColumns, SPLITS } from '../DatasetColumns';
import { repeatGrey } from '../derive/repeatGrey';
import { drawSyntheticFace } from './drawSyntheticFace';

/** Options of {@link createSyntheticFaces}. */
export interface SyntheticFacesOptions {
  /**
   * Number of faces, 3 to 1,000,000. The seven expressions alternate.
   * @default 2100
   */
  readonly count?: number;
  /**
   * Seed of everything random: expression strength, head shape, pose, light, noise.
   * @default 0
   */
  readonly seed?: number;
  /**
   * Width and height of each image in pixels, 8 to 1024.
   * @default 48
   */
  readonly size?: number;
  /**
   * 3 repeats the grey of each pixel, for networks of colour.
   * @default 1
   */
  readonly channels?: 1 | 3;
}

export const syntheticFacesTable: OptionTable<SyntheticFacesOptions, 'count' | 'seed' | 'size' | 'channels'> = {
  count: withDefault(2100, integer({ from: 3, to: 1_000_000 })),
  seed: withDefault(0, seedRule),
  size: withDefault(48, integer({ from: 8, to: 1024 })),
  channels: withDefault(1, oneOf(1, 3)),
};

/** The defaults of {@link SyntheticFacesOptions}. */
export const syntheticFacesDefaults: Required<SyntheticFacesOptions> = /* @__PURE__ */ defaultsOf(syntheticFacesTable);

/** The fraction of the samples in each of validation and test. */
const HELD_OUT = 0.1;

/**
 * Draws a dataset of cartoon faces with the seven expressions, for demos and tests without photographs of people. It is a
 * toy: accuracy on it says nothing about real faces. The first 80 % of the samples are the train split, followed by
 * validation and test.
 *
 * @throws OPTION_INVALID
 *
 * @example
 * ```ts
 * const faces = createSyntheticFaces({ count: 700, seed: 1 });
 * console.log(faces.labels, faces.selectSplit('train').size); // 560
 * ```
 */
export function createSyntheticFaces(options: SyntheticFacesOptions = {}): Dataset {
  const { count, seed, size, channels } = resolveOptions(options, syntheticFacesTable);
  // At least one face of each expression, if there are enough, so that every split has every label.
  const heldOut = Math.max(Math.round(HELD_OUT * count), count >= 3 * EXPRESSIONS.length ? EXPRESSIONS.length : 1);
  const starts = [0, count - 2 * heldOut, count - heldOut];
  const random = createRandom(seed);
  const pixels = new Uint8Array(count * size * size);
  const labelIndices = Uint8Array.from({ length: count }, (_, k) => k % EXPRESSIONS.length);
  labelIndices.forEach((label, k) => {
    const face = drawSyntheticFace(EXPRESSIONS[label]!, { seed: random.integer(2 ** 32), size });
    pixels.set(face.pixels, k * size * size);
  });
  const grey: DatasetColumns = {
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
  };
  return new Dataset(channels === 3 ? repeatGrey(grey) : grey);
}
