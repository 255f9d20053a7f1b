import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';

/** What one cell of a confusion matrix holds, ready to be put into words. */
export interface CellWords {
  readonly truth: string;
  readonly predicted: string;
  readonly count: string;
  /** What the share is a share of. */
  readonly whole: string;
  /** The share in words, from one of the `shareOf...` messages. */
  readonly share: string;
  readonly correct: boolean;
}

/** The words of `<ConfusionMatrix>`. */
export interface ConfusionMessages extends CommonMessages {
  readonly confusionMatrix: string;
  readonly confusionSummary: (words: { samples: string; labels: string; accuracy: string }) => string;
  /** The largest of the mistakes. */
  readonly confusionWorst: (words: { truth: string; predicted: string; share: string }) => string;
  /** How much the accuracy differs from that of the second matrix. */
  readonly confusionChange: (change: string) => string;
  readonly confusionHint: string;
  readonly cell: (words: CellWords) => string;
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
  readonly sort: string;
  readonly sortGiven: string;
  readonly sortRecall: string;
  readonly sortSupport: string;
  readonly sortLabel: string;
  readonly hideDiagonal: string;
  readonly exportAs: (format: string) => string;
}

const own: Omit<ConfusionMessages, keyof CommonMessages> = {
  confusionMatrix: 'Confusion matrix',
  confusionSummary: ({ samples, labels, accuracy }) =>
    `${samples} samples of ${labels} labels, ${accuracy} predicted right.`,
  confusionWorst: ({ truth, predicted, share }) => `Most often confused: ${truth} taken for ${predicted} (${share}).`,
  confusionChange: (change) => `Accuracy changed by ${change}.`,
  confusionHint: 'Point at a cell, or move with the arrow keys.',
  cell: ({ truth, predicted, count, whole, share, correct }) =>
    `${correct ? `${truth} predicted right` : `${truth} taken for ${predicted}`}: ${count} of ${whole}, ${share}`,
  cellHidden: (label) => `${label} predicted right: hidden`,
  cellChange: (description, change) => `${description}; change ${change}`,
  shareOfTruth: (share, label) => `${share} of all that are ${label}`,
  shareOfPredicted: (share, label) => `${share} of all predicted as ${label}`,
  shareOfAll: (share) => `${share} of all samples`,
  legendShare: 'Share',
  legendCount: 'Samples',
  legendChange: 'Change',
  normalize: 'Show',
  normalizeNone: 'Counts',
  normalizeTruth: 'Share of true label',
  normalizePredicted: 'Share of predicted label',
  normalizeAll: 'Share of all samples',
  sort: 'Order',
  sortGiven: 'As given',
  sortRecall: 'By recall',
  sortSupport: 'By support',
  sortLabel: 'By name',
  hideDiagonal: 'Hide diagonal',
  exportAs: (format) => `Save as ${format}`,
};

/** The words of {@link ConfusionMessages} in English. */
export const confusionMessages: ConfusionMessages = /* @__PURE__ */ joinMessages(commonMessages, own);
