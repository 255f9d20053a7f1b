import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';

/** The words of `<LabelDistribution>`. */
export interface DistributionMessages extends CommonMessages {
  readonly labelDistribution: string;
  readonly labelSummary: (words: { series: string; total: string; most: string; fewest: string }) => string;
}

const own: Omit<DistributionMessages, keyof CommonMessages> = {
  labelDistribution: 'Samples by label',
  labelSummary: ({ series, total, most, fewest }) => `${series}: ${total} in all, most ${most}, fewest ${fewest}.`,
};

/** The words of {@link DistributionMessages} in English. */
export const distributionMessages: DistributionMessages = /* @__PURE__ */ joinMessages(commonMessages, own);
