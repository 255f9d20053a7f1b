import type { Preprocessing } from '../images/Preprocessing';

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
