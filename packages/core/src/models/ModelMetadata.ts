import type * as tf from '@tensorflow/tfjs';
import { version } from '../../package.json';
import { FerError } from '../errors';
import type { Preprocessing } from '../images/toModelInput';

/** The images a network takes: height x width x 1 channel of grey. */
export interface InputShape {
  readonly width: number;
  readonly height: number;
  readonly channels: 1;
}

/** Where a model comes from. */
export interface Provenance {
  /** The name of the dataset it was trained on. */
  readonly dataset: string;
  readonly epochs: number;
  readonly seed: number;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The library and its version: "@ferkit/core 0.1.0". */
  readonly library: string;
  readonly backend: string;
  /** The epoch whose weights were kept, from 1, and its validation scores. */
  readonly bestEpoch?: number;
  readonly metrics?: Readonly<Record<string, number>>;
}

/** What a model file says of itself, under `userDefinedMetadata.ferkit` of the tfjs `model.json`. */
export interface ModelMetadata {
  readonly schema: 1;
  readonly labels: readonly string[];
  readonly input: InputShape;
  readonly preprocessing: Preprocessing;
  /** The logits are divided by it before the softmax; 1 leaves the scores as trained. Set by calibration. */
  readonly temperature: number;
  readonly architecture: { readonly id: string; readonly options: Readonly<Record<string, unknown>> };
  readonly provenance?: Provenance;
}

/** How weights are kept in a file. `float16` halves the size and rounds each weight to 11 significant bits. */
export type WeightPrecision = 'float32' | 'float16';

/** What a model file says of its weights. */
export interface WeightRecord {
  readonly precision: WeightPrecision;
  readonly bytes: number;
  /** SHA-256 of the weight files, one after the other in the order of the manifest, in hexadecimal. */
  readonly sha256: string;
}

/** What ferkit notes in a model file. */
export interface ModelNote extends ModelMetadata {
  readonly weights: WeightRecord;
  /** SHA-256 of all else in the file, in hexadecimal; see `checksumOf`. */
  readonly checksum: string;
}

/** The `model.json` of a ferkit model: a standard tfjs layers model whose user-defined metadata has a `ferkit` entry. */
export interface ModelFile extends tf.io.ModelJSON {
  readonly userDefinedMetadata: { readonly ferkit: ModelNote };
}

/** What model files name as their maker. */
export const LIBRARY = `@ferkit/core ${version}`;

/**
 * Checks a list of labels: two at least, 256 at most (datasets keep label numbers in bytes), none empty, none twice.
 * @throws OPTION_INVALID
 */
export function checkLabels(labels: readonly string[]): void {
  const repeated = labels.find((label, index) => labels.indexOf(label) !== index);
  let received: string | undefined;
  if (labels.length < 2 || labels.length > 256) received = `${labels.length} labels`;
  else if (labels.includes('')) received = 'an empty label';
  else if (repeated !== undefined) received = `"${repeated}" twice`;
  if (received === undefined) return;
  throw new FerError('OPTION_INVALID', {
    option: 'labels',
    failed: 'These labels cannot name the outputs of a network',
    expected: '2 to 256 different names',
    received,
  });
}
