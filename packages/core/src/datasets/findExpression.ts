import { type Expression, EXPRESSIONS } from '../labels';
import { type Split, SPLITS } from './DatasetColumns';

/** The eighth expression of FER+, AffectNet and CK+, for which FER2013 has no label. */
export const CONTEMPT = 'contempt';

/** FER2013's seven expressions and contempt. */
export const EIGHT_EXPRESSIONS: readonly string[] = [...EXPRESSIONS, CONTEMPT];

/** Synonyms of the expressions in lower case: of FER+, AffectNet and common image folders. */
const SYNONYMS: Readonly<Record<string, Expression | typeof CONTEMPT>> = {
  angry: 'angry',
  anger: 'angry',
  disgust: 'disgust',
  disgusted: 'disgust',
  fear: 'fear',
  fearful: 'fear',
  afraid: 'fear',
  scared: 'fear',
  happy: 'happy',
  happiness: 'happy',
  joy: 'happy',
  sad: 'sad',
  sadness: 'sad',
  surprise: 'surprise',
  surprised: 'surprise',
  suprise: 'surprise',
  neutral: 'neutral',
  contempt: CONTEMPT,
  contemptuous: CONTEMPT,
};

function translate(word: string): Expression | typeof CONTEMPT | undefined {
  const lower = word.trim().toLowerCase();
  return Object.hasOwn(SYNONYMS, lower) ? SYNONYMS[lower] : undefined;
}

/** Finds the expression that a word names, in any case; undefined if it names none of the seven. */
export function findExpression(word: string): Expression | undefined {
  const expression = translate(word);
  return expression === CONTEMPT ? undefined : expression;
}

/**
 * Finds the label that a word names: by its exact name, else by its name in any case, else by a synonym. Every reader of words asks
 * this function, so that the same word has the same label in all formats.
 * @returns the label's number, or -1
 */
export function findLabel(labels: readonly string[], word: string): number {
  const exact = labels.indexOf(word);
  if (exact >= 0) return exact;
  const plain = word.trim().toLowerCase();
  const alike = labels.findIndex((label) => label.trim().toLowerCase() === plain);
  if (alike >= 0) return alike;
  const expression = translate(word);
  return expression === undefined ? -1 : labels.findIndex((label) => translate(label) === expression);
}

/**
 * Finds the label that a field of a file names by its name or number.
 * @returns the label's number, or -1
 */
export function findLabelOrNumber(labels: readonly string[], field: string): number {
  const named = findLabel(labels, field);
  // A label may be called "1". Tables with gaps are often saved with numbers such as "3.0".
  const digits = named >= 0 ? undefined : /^\s*(\d{1,3})(?:\.0{1,6})?\s*$/.exec(field)?.[1];
  const index = digits === undefined ? named : Number(digits);
  return index < labels.length ? index : -1;
}

/**
 * The labels that words name, each translated by itself: FER2013's expressions in its order, then contempt, then the other words,
 * sorted, in their own spelling. Words that differ in case only are one label.
 */
export function labelsNamedBy(words: Iterable<string>): readonly string[] {
  const known = new Set<string>();
  const others = new Map<string, string>();
  for (const word of [...words].map((text) => text.trim()).sort()) {
    const expression = translate(word);
    if (expression !== undefined) known.add(expression);
    else if (!others.has(word.toLowerCase())) others.set(word.toLowerCase(), word);
  }
  return [...EIGHT_EXPRESSIONS.filter((expression) => known.has(expression)), ...others.values()];
}

/** Names of splits in lower case: of FER2013's Usage column, and of common folders. */
const NAMES: Readonly<Record<Split, readonly string[]>> = {
  train: ['train', 'training'],
  validation: ['validation', 'valid', 'val', 'dev', 'publictest'],
  test: ['test', 'testing', 'privatetest'],
};

/** Finds the number of a split by any of its names, in any case; -1 if the name is none of them. */
export function findSplit(name: string): number {
  const lower = name
    .trim()
    .toLowerCase()
    .replace(/^fer2013(?:plus)?[\s_-]*/, '')
    .replace(/[\s_-]+(?:data|set|images?|faces|folder)$/, '');
  return SPLITS.findIndex((split) => NAMES[split].includes(lower));
}
