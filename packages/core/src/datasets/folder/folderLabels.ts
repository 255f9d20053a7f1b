import { didYouMean } from '../../findNearest';
import { optionInvalid } from '../../options';
import { EIGHT_EXPRESSIONS, findLabel, labelsNamedBy } from '../findExpression';

/** The labels of all words; numbers in their order. */
export function sortLabels(words: readonly string[]): readonly string[] {
  const labels = labelsNamedBy(words);
  return labels.every((label) => /^\d+$/.test(label))
    ? [...labels].sort((one, other) => Number(one) - Number(other))
    : labels;
}

/**
 * Gives each word the number of its label, or -1.
 * @throws OPTION_INVALID if no word is one of the labels, if one is nearly one, or if two words mean the same label
 */
export function numberWords(
  words: readonly string[],
  labels: readonly string[],
  wanted: 'auto' | readonly string[],
): (word: string) => number {
  const numbers = new Map(words.map((word) => [word, findLabel(labels, word)]));
  if (wanted === 'auto') {
    checkSynonyms(words, numbers);
    return (word) => numbers.get(word)!;
  }
  if ([...numbers.values()].every((number) => number < 0)) numberFolders(words, labels, numbers);
  const found = new Set(numbers.values());
  const others = words.filter((word) => numbers.get(word)! < 0);
  for (const [index, label] of labels.entries()) {
    if (found.has(index) || findLabel(EIGHT_EXPRESSIONS, label) >= 0) continue;
    const next = didYouMean(label, others);
    if (next === undefined) continue;
    throw optionInvalid('labels', `some of the folders ${words.join(', ')}`, JSON.stringify(label), next);
  }
  if (found.size === 1 && found.has(-1))
    throw optionInvalid('labels', `some of the folders ${words.join(', ')}`, labels.join(', '));
  return (word) => numbers.get(word)!;
}

/** Folders named by numbers take the labels in the order of their numbers, from 0 or from 1. */
function numberFolders(words: readonly string[], labels: readonly string[], numbers: Map<string, number>): void {
  if (!words.every((word) => /^\d{1,3}$/.test(word))) return;
  const values = words.map(Number);
  const first = values.includes(0) ? 0 : Math.max(...values) === labels.length ? 1 : undefined;
  if (first === undefined || Math.max(...values) - first >= labels.length) return;
  for (const word of words) numbers.set(word, Number(word) - first);
}

/** Two folders of one expression, such as fear and scared, may be two labels. Folders that differ in case only are one. */
function checkSynonyms(words: readonly string[], numbers: ReadonlyMap<string, number>): void {
  for (const word of words) {
    const same = words.find(
      (other) => numbers.get(other) === numbers.get(word) && other.toLowerCase() !== word.toLowerCase(),
    );
    if (same === undefined) continue;
    const pair = [word, same].map((name) => JSON.stringify(name));
    throw optionInvalid(
      'labels',
      'folders of different labels',
      `${pair.join(' and ')}, which name one expression`,
      `Name the labels to read in the option "labels": both if they are two, one of them if both mean the same.`,
    );
  }
}
