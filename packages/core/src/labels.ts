/**
 * The seven expressions of FER2013 in the order of its label numbers, 0 to 6.
 *
 * Source: I. Goodfellow et al., "Challenges in Representation Learning: A report on three machine learning contests"
 * (2013), https://arxiv.org/abs/1307.0414.
 */
export const EXPRESSIONS = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'] as const;

/** One of {@link EXPRESSIONS}. */
export type Expression = (typeof EXPRESSIONS)[number];
