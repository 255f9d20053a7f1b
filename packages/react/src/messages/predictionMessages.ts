import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';

/** The words of `<PredictionGrid>`. */
export interface PredictionMessages extends CommonMessages {
  readonly predictions: string;
  readonly predictionsSummary: (words: { right: string; total: string }) => string;
  readonly right: string;
  readonly wrong: string;
  readonly unlabelled: string;
}

const own: Omit<PredictionMessages, keyof CommonMessages> = {
  predictions: 'Predictions',
  predictionsSummary: ({ right, total }) => `${right} of ${total} right.`,
  right: 'Right',
  wrong: 'Wrong',
  unlabelled: 'No true label',
};

/** The words of {@link PredictionMessages} in English. */
export const predictionMessages: PredictionMessages = /* @__PURE__ */ joinMessages(commonMessages, own);
