/** How often each label was taken for each other. */
export interface ConfusionCounts {
  readonly labels: readonly string[];
  /** `counts[t][p]` samples of label `t` were predicted as label `p`: rows are true, columns predicted. */
  readonly counts: readonly (readonly number[])[];
}
