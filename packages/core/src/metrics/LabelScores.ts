/** Scores of one label. A quotient whose denominator is 0 is 0, as in scikit-learn's `zero_division=0`. */
export interface LabelScores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Samples that truly have the label. */
  readonly support: number;
  /** Samples that were predicted as the label. */
  readonly predicted: number;
}
