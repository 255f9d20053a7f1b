import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';

/** Texts of `<ScoresTable>`. */
export interface ScoresMessages extends CommonMessages {
  readonly scores: string;
  readonly macroAverage: string;
  readonly weightedAverage: string;
  readonly samplesShown: string;
  readonly allSamples: string;
  readonly withoutCopies: string;
  readonly withoutCopiesNote: (samples: string) => string;
}

const own: Omit<ScoresMessages, keyof CommonMessages> = {
  scores: 'Scores by label',
  macroAverage: 'Macro average',
  weightedAverage: 'Weighted average',
  samplesShown: 'Samples',
  allSamples: 'All',
  withoutCopies: 'Without copies',
  withoutCopiesNote: (samples) => `${samples} samples whose image is not also in the training set.`,
};

/** English {@link ScoresMessages}. */
export const scoresMessages: ScoresMessages = /* @__PURE__ */ joinMessages(commonMessages, own);
