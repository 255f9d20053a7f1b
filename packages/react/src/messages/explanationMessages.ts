import type { ExplanationMessages } from './Messages';

/** The words of {@link ExplanationMessages} in English. */
export const explanationMessages: ExplanationMessages = {
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
