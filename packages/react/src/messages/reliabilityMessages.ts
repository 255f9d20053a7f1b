import { chartMessages, type ChartMessages } from './chartMessages';
import { joinMessages } from './commonMessages';

/** Texts of `<ReliabilityDiagram>`. */
export interface ReliabilityMessages extends ChartMessages {
  readonly reliability: string;
  readonly reliabilitySummary: (values: { error: string; samples: string }) => string;
  readonly confidence: string;
  readonly confidenceFromTo: (from: string, to: string) => string;
  readonly gap: string;
}

const own: Omit<ReliabilityMessages, keyof ChartMessages> = {
  reliability: 'Reliability',
  reliabilitySummary: ({ error, samples }) => `Expected calibration error ${error} over ${samples} samples.`,
  confidence: 'Confidence',
  confidenceFromTo: (from, to) => `${from} to ${to}`,
  gap: 'Gap',
};

/** English {@link ReliabilityMessages}. */
export const reliabilityMessages: ReliabilityMessages = /* @__PURE__ */ joinMessages(chartMessages, own);
