import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';

/** The words of `<ScoresTable>`. */
export interface ScoresMessages extends CommonMessages {
  readonly scores: string;
  readonly macroAverage: string;
  readonly weightedAverage: string;
  readonly samplesShown: string;
  readonly allSamples: string;
  readonly withoutCopies: string;
  readonly withoutCopiesNote: (left: string) => string;
}

const own: Omit<ScoresMessages, keyof CommonMessages> = {
  scores: 'Scores by label',
  macroAverage: 'Macro average',
  weightedAverage: 'Weighted average',
  samplesShown: 'Samples',
  allSamples: 'All',
  withoutCopies: 'Without copies',
  withoutCopiesNote: (left) => `${left} samples whose image does not also stand among the training images.`,
};

/** The words of {@link ScoresMessages} in English. */
export const scoresMessages: ScoresMessages = /* @__PURE__ */ joinMessages(commonMessages, own);
