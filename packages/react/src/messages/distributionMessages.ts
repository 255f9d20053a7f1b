import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';

/** The words of `<LabelDistribution>`. */
export interface DistributionMessages extends CommonMessages {
  readonly classDistribution: string;
  readonly classSummary: (words: { series: string; total: string; most: string; fewest: string }) => string;
}

const own: Omit<DistributionMessages, keyof CommonMessages> = {
  classDistribution: 'Samples by label',
  classSummary: ({ series, total, most, fewest }) => `${series}: ${total} in all, most ${most}, fewest ${fewest}.`,
};

/** The words of {@link DistributionMessages} in English. */
export const distributionMessages: DistributionMessages = /* @__PURE__ */ joinMessages(commonMessages, own);
