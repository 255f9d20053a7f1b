import type { Expression } from '../labels';
import { type Split, SPLITS } from './DatasetColumns';

/** Synonyms of the seven expressions in lower case: of FER+, AffectNet and common image folders. */
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

/** Finds the expression that a word names, in any case; undefined if it names none of the seven. */
export function findExpression(word: string): Expression | undefined {
  const lower = word.trim().toLowerCase();
  return Object.hasOwn(SYNONYMS, lower) ? SYNONYMS[lower] : undefined;
}

/** Names of splits in lower case: of FER2013's Usage column, and of common folders. */
const NAMES: Readonly<Record<Split, readonly string[]>> = {
  train: ['train', 'training'],
  validation: ['validation', 'valid', 'val', 'dev', 'publictest'],
  test: ['test', 'testing', 'privatetest'],
};

/** Finds the number of a split by any of its names, in any case; -1 if the name is none of them. */
export function findSplit(name: string): number {
  const lower = name.trim().toLowerCase();
  return SPLITS.findIndex((split) => NAMES[split].includes(lower));
}
