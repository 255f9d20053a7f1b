import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';

/** The words of `<ClassDistribution>`. */
export interface ClassMessages extends CommonMessages {
  readonly classDistribution: string;
  readonly classSummary: (words: { series: string; total: string; most: string; fewest: string }) => string;
}

const own: Omit<ClassMessages, keyof CommonMessages> = {
  classDistribution: 'Samples by label',
  classSummary: ({ series, total, most, fewest }) => `${series}: ${total} in all, most ${most}, fewest ${fewest}.`,
};

/** The words of {@link ClassMessages} in English. */
export const classMessages: ClassMessages = /* @__PURE__ */ joinMessages(commonMessages, own);
