import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';

/** Texts of `<TrainingCurves>`. */
export interface CurveMessages extends CommonMessages {
  readonly trainingCurves: string;
  readonly epoch: string;
  readonly loss: string;
  readonly train: string;
  readonly validation: string;
  readonly bestEpoch: (epoch: string) => string;
  readonly trainingSummary: (values: { epochs: string; metric: string; last: string }) => string;
  readonly noEpochs: string;
}

const own: Omit<CurveMessages, keyof CommonMessages> = {
  trainingCurves: 'Training',
  epoch: 'Epoch',
  loss: 'Loss',
  train: 'Train',
  validation: 'Validation',
  bestEpoch: (epoch) => `Best epoch: ${epoch}`,
  trainingSummary: ({ epochs, metric, last }) => `${metric} over ${epochs} epochs; last: ${last}.`,
  noEpochs: 'Waiting for the first epoch.',
};

/** English {@link CurveMessages}. */
export const curveMessages: CurveMessages = /* @__PURE__ */ joinMessages(commonMessages, own);
