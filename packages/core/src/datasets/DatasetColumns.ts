/** What was left out while a dataset was read. */
export interface SkippedRows {
  /** How many rows, images or votes were bad. */
  readonly count: number;
  /** The messages of the first few. */
  readonly reasons: readonly string[];
}

/** The columns that a {@link Dataset} is made of. Pixels are shared among derived datasets, the rest is small and copied. */
export interface DatasetColumns {
  readonly name: string;
  readonly labels: readonly string[];
  readonly width: number;
  readonly height: number;
  /** All images one after the other; image `r` is `pixels[r * width * height ...]`. */
  readonly pixels: Uint8Array;
  /**
   * Sample `k` shows image `rows[k]`. In a dataset from a file it is the row's number in that file, from 0, bad rows
   * that were skipped included; selections keep it.
   */
  readonly rows: Uint32Array;
  /** Sample `k` has the label `labels[labelIndices[k]]`. */
  readonly labelIndices: Uint8Array;
  /** Sample `k` belongs to the split `SPLITS[splitIndices[k]]`. */
  readonly splitIndices: Uint8Array;
  /** Optional label distributions (size x labels, each row sums to 1), e.g. from FER+ votes; training prefers them over `labelIndices`. */
  readonly softLabels?: Float32Array;
  /** What was left out when the dataset was read; only on the dataset that was read, not on selections from it. */
  readonly skipped?: SkippedRows;
}
