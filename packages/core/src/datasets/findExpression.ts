import type { Expression } from '../labels';
import { type Split, SPLITS } from './DatasetColumns';

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

/** How datasets call their splits, in lower case: FER2013's Usage column, and the usual names of folders. */
const NAMES: Readonly<Record<Split, readonly string[]>> = {
  train: ['train', 'training'],
  validation: ['validation', 'valid', 'val', 'dev', 'publictest'],
  test: ['test', 'testing', 'privatetest'],
};

/** Finds the number of a split by any of its usual names, in upper or lower case; -1 where the name is none. */
export function findSplit(name: string): number {
  const lower = name.trim().toLowerCase();
  return SPLITS.findIndex((split) => NAMES[split].includes(lower));
}
