import { chartMessages, type ChartMessages } from './chartMessages';
import { joinMessages } from './commonMessages';

/** Texts of `<PredictionGrid>`. */
export interface PredictionMessages extends ChartMessages {
  readonly predictions: string;
  readonly predictionsSummary: (values: { correct: string; total: string }) => string;
  readonly correct: string;
  readonly wrong: string;
  readonly unlabelled: string;
}

const own: Omit<PredictionMessages, keyof ChartMessages> = {
  predictions: 'Predictions',
  predictionsSummary: ({ correct, total }) => `${correct} of ${total} correct.`,
  correct: 'Correct',
  wrong: 'Wrong',
  unlabelled: 'No true label',
};

/** English {@link PredictionMessages}. */
export const predictionMessages: PredictionMessages = /* @__PURE__ */ joinMessages(chartMessages, own);
