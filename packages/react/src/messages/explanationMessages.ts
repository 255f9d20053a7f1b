import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';

/** The words of `<ExplanationMap>`. */
export interface ExplanationMessages extends CommonMessages {
  readonly explanation: string;
  /** What covering the region that counts most costs the score, on average. */
  readonly explanationSummary: (words: { label: string; score: string; region: string; loss: string }) => string;
  /** No region speaks for the label. */
  readonly explanationNothing: (words: { label: string; score: string }) => string;
  readonly explainedFace: string;
  readonly speaksFor: (label: string) => string;
  readonly speaksAgainst: (label: string) => string;
  readonly regionColumn: string;
  readonly influenceColumn: string;
  /** One of nine parts of a face: rows from the top, columns from the left of the picture. */
  readonly region: (row: 0 | 1 | 2, column: 0 | 1 | 2) => string;
}

const own: Omit<ExplanationMessages, keyof CommonMessages> = {
  explanation: 'What decided',
  explanationSummary: ({ label, score, region, loss }) =>
    `${label}, ${score}: most of it hangs on the ${region} of the face, ${loss} where that is covered.`,
  explanationNothing: ({ label, score }) => `${label}, ${score}: no part of the face speaks for it.`,
  explainedFace: 'The face as the network is given it',
  speaksFor: (label) => `Speaks for ${label}`,
  speaksAgainst: (label) => `Speaks against ${label}`,
  regionColumn: 'Covered',
  influenceColumn: 'Change of score',
  region: (row, column) =>
    row === 1 && column === 1
      ? 'middle'
      : `${['top', 'middle', 'bottom'][row]!} ${['left', 'middle', 'right'][column]!}`.replace(/^middle | middle$/, ''),
};

/** The words of {@link ExplanationMessages} in English. */
export const explanationMessages: ExplanationMessages = /* @__PURE__ */ joinMessages(commonMessages, own);
