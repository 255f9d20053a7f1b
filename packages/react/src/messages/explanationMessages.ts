import { chartMessages, type ChartMessages } from './chartMessages';
import { joinMessages } from './commonMessages';

/** Texts of `<ExplanationMap>`. */
export interface ExplanationMessages extends ChartMessages {
  readonly explanation: string;
  /** The region with the strongest influence, and the mean loss of score when it is covered. */
  readonly explanationSummary: (values: { label: string; score: string; region: string; loss: string }) => string;
  /** No region supports the label. */
  readonly explanationNoInfluence: (values: { label: string; score: string }) => string;
  readonly explainedFace: string;
  readonly evidenceFor: (label: string) => string;
  readonly evidenceAgainst: (label: string) => string;
  readonly regionColumn: string;
  readonly influenceColumn: string;
  /** Name of one of nine regions: rows from the top, columns from the left of the picture. */
  readonly region: (row: 0 | 1 | 2, column: 0 | 1 | 2) => string;
}

const own: Omit<ExplanationMessages, keyof ChartMessages> = {
  explanation: 'Explanation',
  explanationSummary: ({ label, score, region, loss }) =>
    `${label}, ${score}: the ${region} of the face has the most influence; covering it costs ${loss}.`,
  explanationNoInfluence: ({ label, score }) => `${label}, ${score}: no part of the face supports it.`,
  explainedFace: 'The face as the network sees it',
  evidenceFor: (label) => `Evidence for ${label}`,
  evidenceAgainst: (label) => `Evidence against ${label}`,
  regionColumn: 'Covered region',
  influenceColumn: 'Change of score',
  region: (row, column) =>
    row === 1 && column === 1
      ? 'middle'
      : `${['top', 'middle', 'bottom'][row]!} ${['left', 'middle', 'right'][column]!}`.replace(/^middle | middle$/, ''),
};

/** English {@link ExplanationMessages}. */
export const explanationMessages: ExplanationMessages = /* @__PURE__ */ joinMessages(chartMessages, own);
