import type * as tf from '@tensorflow/tfjs';
import type { ModelMetadata } from './ModelMetadata';

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
