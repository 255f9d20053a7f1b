import type { ConfusionCounts } from '@ferkit/core';

/** Counts as they are, or anything that carries them: an evaluation report, or its part without training copies. */
export type ConfusionData = ConfusionCounts | { readonly confusion: ConfusionCounts };

/** One cell: how often one label was taken for another. */
export interface ConfusionCell {
  readonly truth: string;
  readonly predicted: string;
  readonly row: number;
  readonly column: number;
  readonly correct: boolean;
  readonly count: number;
  /** In [0, 1], of what `normalize` says; with `none` of the true label. 0 where there is nothing to share. */
  readonly share: number;
  /** Where the cell lies on the colour scale: 0 to 1, and down to -1 for what became less. */
  readonly value: number;
  /** What stands in the cell; empty where the diagonal is hidden. */
  readonly text: string;
  /** The cell in words. */
  readonly description: string;
}

/** One label with the edges of its row and its column. */
export interface ConfusionLabel {
  readonly name: string;
  /** The name on screen. */
  readonly text: string;
  /** Samples that truly have the label. */
  readonly support: number;
  /** Samples that were predicted as the label. */
  readonly predicted: number;
  /** null where no sample has the label. */
  readonly recall: number | null;
  /** null where no sample was predicted as the label. */
  readonly precision: number | null;
  readonly recallText: string;
  readonly precisionText: string;
}

/** A confusion matrix made ready to be shown: plain data. */
export interface ConfusionView {
  readonly labels: readonly ConfusionLabel[];
  /** Rows are true labels, columns predicted ones. */
  readonly rows: readonly (readonly ConfusionCell[])[];
  readonly samples: number;
  readonly accuracy: number;
  readonly accuracyText: string;
  /** What the numbers and colours stand for. */
  readonly kind: 'share' | 'count' | 'change';
  /** The number at the end of the colour scale, in words; a scale of changes starts at its opposite. */
  readonly ends: readonly [low: string, high: string];
  /** The whole in one or two sentences. */
  readonly summary: string;
}

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
