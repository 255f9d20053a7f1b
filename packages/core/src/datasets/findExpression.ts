import type { Expression } from '../labels';

/** Other words for the seven expressions, in lower case: FER+'s, AffectNet's and those of the usual image folders. */
const SYNONYMS: Readonly<Record<string, Expression>> = {
  angry: 'angry',
  anger: 'angry',
  disgust: 'disgust',
  disgusted: 'disgust',
  fear: 'fear',
  fearful: 'fear',
  afraid: 'fear',
  happy: 'happy',
  happiness: 'happy',
  sad: 'sad',
  sadness: 'sad',
  surprise: 'surprise',
  surprised: 'surprise',
  neutral: 'neutral',
};

/** Finds the expression that a word means, in upper or lower case; undefined where it means none of the seven. */
export function findExpression(word: string): Expression | undefined {
  const lower = word.trim().toLowerCase();
  return Object.hasOwn(SYNONYMS, lower) ? SYNONYMS[lower] : undefined;
}
