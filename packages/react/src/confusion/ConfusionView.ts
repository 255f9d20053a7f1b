import type { ConfusionCounts } from '@ferkit/core';
import type { ConfusionMessages } from '../messages/confusionMessages';

/** Confusion counts, or an object that holds them: an evaluation report, or its scores without training copies. */
export type ConfusionData = ConfusionCounts | { readonly confusion: ConfusionCounts };

/** One cell: the samples of one true label with one predicted label. */
export interface ConfusionCell {
  /** True label. */
  readonly truth: string;
  /** Predicted label. */
  readonly predicted: string;
  /** Row from 0. */
  readonly row: number;
  /** Column from 0. */
  readonly column: number;
  /** True on the diagonal. */
  readonly correct: boolean;
  /** Number of samples. */
  readonly count: number;
  /** Share in [0, 1] of the samples that `normalize` selects, of the true label for `false`; 0 if there are none. */
  readonly share: number;
  /** Position on the colour scale in [0, 1]; in [-1, 1] for changes. */
  readonly value: number;
  /** Displayed text: a dot for zero, empty on a hidden diagonal. */
  readonly text: string;
  /** Text alternative. */
  readonly description: string;
}

/** One label with the margins of its row and its column. */
export interface ConfusionLabel {
  /** Label of the data. */
  readonly name: string;
  /** Displayed name. */
  readonly text: string;
  /** Number of samples with this true label. */
  readonly support: number;
  /** Number of samples with this predicted label. */
  readonly predicted: number;
  /** In [0, 1]; null without samples of the true label. */
  readonly recall: number | null;
  /** In [0, 1]; null without samples of the predicted label. */
  readonly precision: number | null;
  /** Displayed recall; its change when two matrices are compared. */
  readonly recallText: string;
  /** Displayed precision; its change when two matrices are compared. */
  readonly precisionText: string;
}

/** A confusion matrix ready for display, as plain data. */
export interface ConfusionView {
  /** Labels in display order. */
  readonly labels: readonly ConfusionLabel[];
  /** Cells by true label (row) and predicted label (column). */
  readonly rows: readonly (readonly ConfusionCell[])[];
  /** Number of all samples. */
  readonly samples: number;
  /** In [0, 1]; 0 without samples. */
  readonly accuracy: number;
  /** Displayed accuracy; its change when two matrices are compared. */
  readonly accuracyText: string;
  /** Meaning of the numbers and colours. */
  readonly kind: 'share' | 'count' | 'change';
  /** Displayed numbers at the ends of the colour scale. */
  readonly ends: readonly [low: string, high: string];
  /** Summary in one or two sentences. */
  readonly summary: string;
}

/** Denominator of the shares: samples of the true label, of the predicted label, or all samples. `false` shows counts. */
export type Normalize = 'true' | 'predicted' | 'all' | false;

/** Order of the labels: as given, by descending recall or support, or by name. */
export type ConfusionSort = 'given' | 'recall' | 'support' | 'label';

/** Options of `buildConfusionView`, and of the hook and the component that show its result. */
export interface ConfusionOptions {
  /** Denominator of the shares; false shows counts. @default 'true' */
  readonly normalize?: Normalize | undefined;
  /** Labels that come first, in this order; the rest follow in the order of the data. @default [] */
  readonly order?: readonly string[] | undefined;
  /** Sort order of the labels. @default 'given' */
  readonly sort?: ConfusionSort | undefined;
  /** Leaves the correct predictions blank, so that the mistakes stand out. @default false */
  readonly hideDiagonal?: boolean | undefined;
  /** `fixed` colours shares from 0 to 1, so that matrices can be compared; `fit` from 0 to the highest value shown. @default 'fixed' */
  readonly scale?: 'fixed' | 'fit' | undefined;
  /** A second matrix of the same labels; cells show the first minus the second. @default none */
  readonly compareWith?: ConfusionData | undefined;
  /** Texts to replace. @default English */
  readonly messages?: Partial<ConfusionMessages> | undefined;
}

/** The defaults of {@link ConfusionOptions}. */
export const confusionDefaults = {
  normalize: 'true',
  order: [],
  sort: 'given',
  hideDiagonal: false,
  scale: 'fixed',
} as const satisfies ConfusionOptions;
