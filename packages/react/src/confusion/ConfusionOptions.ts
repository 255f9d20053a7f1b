/** What a share is a share of: all samples with the true label, all with the predicted label, or all samples. */
export type Normalize = 'none' | 'true' | 'predicted' | 'all';

/** In which order the labels stand; by recall and by support the highest comes first. */
export type ConfusionSort = 'given' | 'recall' | 'support' | 'label';

/** How a confusion matrix is laid out and coloured. */
export interface ConfusionOptions {
  /** `none` shows counts, the others shares. @default 'true' */
  readonly normalize: Normalize;
  /** Labels in the order wanted; those it leaves out follow in the order of the data. @default [] */
  readonly order: readonly string[];
  /** @default 'given' */
  readonly sort: ConfusionSort;
  /** Leaves the right predictions blank, so that the mistakes stand out. @default false */
  readonly hideDiagonal: boolean;
  /** `fixed` colours shares from 0 to 1, so that two matrices can be compared by eye; `fit` up to the highest shown. @default 'fixed' */
  readonly scale: 'fixed' | 'fit';
  /** Whether totals, recall and precision stand at the edges. @default true */
  readonly margins: boolean;
}

/** The defaults of {@link ConfusionOptions}. */
export const confusionDefaults: ConfusionOptions = {
  normalize: 'true',
  order: [],
  sort: 'given',
  hideDiagonal: false,
  scale: 'fixed',
  margins: true,
};
