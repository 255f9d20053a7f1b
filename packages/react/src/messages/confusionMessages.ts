import { chartMessages, type ChartMessages } from './chartMessages';
import { joinMessages } from './commonMessages';

/** Formatted values of one cell of a confusion matrix. */
export interface CellValues {
  readonly truth: string;
  readonly predicted: string;
  readonly count: string;
  /** Denominator of the share. */
  readonly whole: string;
  /** The share in words, from one of the `shareOf...` messages. */
  readonly share: string;
  readonly correct: boolean;
}

/** Texts of `<ConfusionMatrix>`. */
export interface ConfusionMessages extends ChartMessages {
  readonly confusionMatrix: string;
  readonly confusionSummary: (values: { samples: string; labels: string; accuracy: string }) => string;
  /** The most frequent mistake. */
  readonly confusionWorst: (values: { truth: string; predicted: string; share: string }) => string;
  /** Difference of the accuracies of two matrices. */
  readonly confusionChange: (change: string) => string;
  readonly confusionHint: string;
  readonly cell: (values: CellValues) => string;
  readonly cellHidden: (label: string) => string;
  readonly cellChange: (description: string, change: string) => string;
  readonly shareOfTruth: (share: string, label: string) => string;
  readonly shareOfPredicted: (share: string, label: string) => string;
  readonly shareOfAll: (share: string) => string;
  readonly legendShare: string;
  readonly legendCount: string;
  readonly legendChange: string;
  readonly normalize: string;
  readonly normalizeNone: string;
  readonly normalizeTruth: string;
  readonly normalizePredicted: string;
  readonly normalizeAll: string;
  readonly sortRecall: string;
  readonly sortSupport: string;
  readonly hideDiagonal: string;
  /** Where a cell opens the images of its samples. */
  readonly cellSamplesHint: string;
  /** Name of the images of a cell. */
  readonly cellSamples: (values: { truth: string; predicted: string }) => string;
  /** No images of a cell are known. */
  readonly noCellSamples: string;
  readonly close: string;
}

const own: Omit<ConfusionMessages, keyof ChartMessages> = {
  confusionMatrix: 'Confusion matrix',
  confusionSummary: ({ samples, labels, accuracy }) =>
    `${samples} samples of ${labels} labels, ${accuracy} predicted correctly.`,
  confusionWorst: ({ truth, predicted, share }) =>
    `Most frequent mistake: ${truth} predicted as ${predicted} (${share}).`,
  confusionChange: (change) => `Accuracy changed by ${change}.`,
  confusionHint: 'Point at a cell, or move with the arrow keys.',
  cell: ({ truth, predicted, count, whole, share, correct }) =>
    `${correct ? `${truth} predicted correctly` : `${truth} predicted as ${predicted}`}: ${count} of ${whole}, ${share}`,
  cellHidden: (label) => `${label} predicted correctly: hidden`,
  cellChange: (description, change) => `${description}; change ${change}`,
  shareOfTruth: (share, label) => `${share} of all samples of ${label}`,
  shareOfPredicted: (share, label) => `${share} of all predictions of ${label}`,
  shareOfAll: (share) => `${share} of all samples`,
  legendShare: 'Share',
  legendCount: 'Samples',
  legendChange: 'Change',
  normalize: 'Show',
  normalizeNone: 'Counts',
  normalizeTruth: 'Share of true label',
  normalizePredicted: 'Share of predicted label',
  normalizeAll: 'Share of all samples',
  sortRecall: 'By recall',
  sortSupport: 'By support',
  hideDiagonal: 'Hide diagonal',
  cellSamplesHint: 'Choose a cell to see its images.',
  cellSamples: ({ truth, predicted }) => `${truth} predicted as ${predicted}, worst first`,
  noCellSamples: 'No images of this cell are at hand.',
  close: 'Close',
};

/** English {@link ConfusionMessages}. */
export const confusionMessages: ConfusionMessages = /* @__PURE__ */ joinMessages(chartMessages, own);
