import type * as tf from '@tensorflow/tfjs';
import { version } from '../../package.json';
import type { Channels } from '../images/GrayImage';
import { normalizationTable, type Preprocessing } from '../images/normalizeImages';
import { integer, object, oneOf, type OptionTable, type Rule } from '../options';

/** The input of a network: height x width pixels in 1 channel of grey, or in 3 channels of red, green and blue. */
export interface InputShape {
  readonly width: number;
  readonly height: number;
  readonly channels: Channels;
}

/** The training that a model comes from. */
export interface Provenance {
  /** The name of the dataset it was trained on. */
  readonly dataset: string;
  /** Number of epochs trained. */
  readonly epochs: number;
  /** Seed of the training. */
  readonly seed: number;
  /** End of the training, in ISO 8601. */
  readonly createdAt: string;
  /** The library and its version: "@ferkit/core 0.1.0". */
  readonly library: string;
  /** The name of the backend it was trained on. */
  readonly backend: string;
  /** The epoch whose weights were kept, counted from 1. */
  readonly bestEpoch?: number;
  /**
   * Hashes of up to 256 of the training images, chosen by their hash, by which `evaluate` tells whether it scores images that the model was
   * trained on. They say nothing of the pictures to who does not have them.
   */
  readonly images?: string;
  /** Validation scores of that epoch. */
  readonly metrics?: Readonly<Record<string, number>>;
}

/** Metadata of a model, stored under `userDefinedMetadata.ferkit` of the tfjs `model.json`. */
export interface ModelMetadata {
  /** Version of the metadata format. */
  readonly schema: 1;
  /** Names of the outputs, in their order. */
  readonly labels: readonly string[];
  /** Size of the images that the network takes. */
  readonly input: InputShape;
  /** Conversion of images to the network's input. */
  readonly preprocessing: Preprocessing;
  /** Divisor of the logits before the softmax, set by `calibrate`; 1 leaves the scores unchanged. */
  readonly temperature: number;
  /** The network and its options; id `imported` for networks of other tools. */
  readonly architecture: { readonly id: string; readonly options: Readonly<Record<string, unknown>> };
  readonly provenance?: Provenance;
  /**
   * The order of labels that the caller of `importModel` gave and the file did not tell, so that only an evaluation shows whether it
   * is right: `fer2013` is that of FER2013's numbers, `alphabetical` that of networks trained on folders.
   */
  readonly assumedOrder?: 'fer2013' | 'alphabetical' | 'other';
}

/** Number format of weights in a file. `float16` halves the size and rounds each weight to 11 significant bits. */
export type WeightPrecision = 'float32' | 'float16';

/** The weights that a model file refers to. */
export interface WeightRecord {
  readonly precision: WeightPrecision;
  readonly bytes: number;
  /** SHA-256 of the weight files, one after the other in the order of the manifest, in hexadecimal. */
  readonly sha256: string;
}

/** The entry `ferkit` in the user-defined metadata of a model file. */
export interface FerkitEntry extends ModelMetadata {
  readonly weights: WeightRecord;
  /** SHA-256 of the rest of the file, in hexadecimal; see `checksumOf`. */
  readonly checksum: string;
}

/** The `model.json` of a ferkit model: a standard tfjs layers model whose user-defined metadata has a `ferkit` entry. */
export interface ModelFile extends tf.io.ModelJSON {
  readonly userDefinedMetadata: { readonly ferkit: FerkitEntry };
}

/** The name of this library in provenance. */
export const LIBRARY = `@ferkit/core ${version}`;

/** Largest width and height of an input, in pixels. */
const LARGEST_SIDE = 4096;

/** Accepts the size of a network's input, of a smallest side in pixels. */
/* @__NO_SIDE_EFFECTS__ */
export function inputRule(smallest: number): Rule {
  const side = integer({ from: smallest, to: LARGEST_SIDE });
  const table: OptionTable<Partial<InputShape>> = {
    width: side,
    height: side,
    channels: oneOf(1, 3),
  };
  return object(`a width and a height of at least ${smallest} pixels`, table, ['width', 'height']);
}

/**
 * True if scaling maps all grey levels to different finite numbers. With a std of 1e300, for example, every image would become
 * all zeros.
 */
export function keepsGraysDistinct(scaling: { readonly mean: unknown; readonly std: unknown }): boolean {
  const { mean, std } = scaling;
  if (typeof mean !== 'number' || typeof std !== 'number' || !(std >= 1e-6 && std <= 1e3)) return false;
  const table = normalizationTable({ gray: 'rec601', resize: 'area', mean, std });
  return table.every((value, gray) => Number.isFinite(value) && (gray === 0 || value > table[gray - 1]!));
}
