import { chartMessages, type ChartMessages } from './chartMessages';
import { joinMessages } from './commonMessages';

/** Texts of `<ScoresTable>`. */
export interface ScoresMessages extends ChartMessages {
  readonly scores: string;
  readonly macroAverage: string;
  readonly weightedAverage: string;
  readonly samplesShown: string;
  /** Choice of the score that two models are compared by. */
  readonly scoreShown: string;
  readonly allSamples: string;
  readonly withoutCopies: string;
  readonly withoutCopiesNote: (samples: string) => string;
}

const own: Omit<ScoresMessages, keyof ChartMessages> = {
  scores: 'Scores by label',
  macroAverage: 'Macro average',
  weightedAverage: 'Weighted average',
  samplesShown: 'Samples',
  scoreShown: 'Score',
  allSamples: 'All',
  withoutCopies: 'Without copies',
  withoutCopiesNote: (samples) => `${samples} samples whose image is not also in the training set.`,
};

/** English {@link ScoresMessages}. */
export const scoresMessages: ScoresMessages = /* @__PURE__ */ joinMessages(chartMessages, own);
