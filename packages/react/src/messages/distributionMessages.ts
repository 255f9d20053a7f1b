import { chartMessages, type ChartMessages } from './chartMessages';
import { joinMessages } from './commonMessages';

/** Texts of `<LabelDistribution>`. */
export interface DistributionMessages extends ChartMessages {
  readonly labelDistribution: string;
  readonly labelSummary: (values: { series: string; total: string; most: string; fewest: string }) => string;
}

const own: Omit<DistributionMessages, keyof ChartMessages> = {
  labelDistribution: 'Samples by label',
  labelSummary: ({ series, total, most, fewest }) => `${series}: ${total} in all, most ${most}, fewest ${fewest}.`,
};

/** English {@link DistributionMessages}. */
export const distributionMessages: DistributionMessages = /* @__PURE__ */ joinMessages(chartMessages, own);
