import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';

/** Texts of `<PredictionGrid>`. */
export interface PredictionMessages extends CommonMessages {
  readonly predictions: string;
  readonly predictionsSummary: (values: { correct: string; total: string }) => string;
  readonly correct: string;
  readonly wrong: string;
  readonly unlabelled: string;
}

const own: Omit<PredictionMessages, keyof CommonMessages> = {
  predictions: 'Predictions',
  predictionsSummary: ({ correct, total }) => `${correct} of ${total} correct.`,
  correct: 'Correct',
  wrong: 'Wrong',
  unlabelled: 'No true label',
};

/** English {@link PredictionMessages}. */
export const predictionMessages: PredictionMessages = /* @__PURE__ */ joinMessages(commonMessages, own);
