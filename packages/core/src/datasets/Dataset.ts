import type { GrayImage } from '../images/GrayImage';

/** The three parts of a dataset: FER2013's Training, PublicTest and PrivateTest. */
export type Split = 'train' | 'validation' | 'test';

/** The splits in the order of their numbers in {@link Dataset.splitIndices}. */
export const SPLITS = ['train', 'validation', 'test'] as const satisfies readonly Split[];

/** The columns that a {@link Dataset} is made of. Pixels are shared among derived datasets, the rest is small and copied. */
export interface DatasetColumns {
  readonly name: string;
  readonly labels: readonly string[];
  readonly width: number;
  readonly height: number;
  /** All images one after the other; image `r` is `pixels[r * width * height ...]`. */
  readonly pixels: Uint8Array;
  /** Sample `k` shows image `rows[k]`. */
  readonly rows: Uint32Array;
  /** Sample `k` has the label `labels[labelIndices[k]]`. */
  readonly labelIndices: Uint8Array;
  /** Sample `k` belongs to the split `SPLITS[splitIndices[k]]`. */
  readonly splitIndices: Uint8Array;
  /** Optional label distributions (size x labels, each row sums to 1), e.g. from FER+ votes; training prefers them over `labelIndices`. */
  readonly softLabels?: Float32Array;
}
