import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';

/** The words of `<ReliabilityDiagram>`. */
export interface ReliabilityMessages extends CommonMessages {
  readonly reliability: string;
  readonly reliabilitySummary: (words: { error: string; samples: string }) => string;
  readonly confidence: string;
  readonly confidenceFromTo: (from: string, to: string) => string;
  readonly gap: string;
}

const own: Omit<ReliabilityMessages, keyof CommonMessages> = {
  reliability: 'Reliability',
  reliabilitySummary: ({ error, samples }) => `Expected calibration error ${error} over ${samples} samples.`,
  confidence: 'Confidence',
  confidenceFromTo: (from, to) => `${from} to ${to}`,
  gap: 'Gap',
};

/** The words of {@link ReliabilityMessages} in English. */
export const reliabilityMessages: ReliabilityMessages = /* @__PURE__ */ joinMessages(commonMessages, own);
