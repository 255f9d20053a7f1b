import { UsageError } from './failures';

/**
 * Parses a number. The library checks its range.
 * @throws UsageError
 */
export function parseNumber(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new UsageError(`--${flag} takes a number, not "${text}".`);
}

/**
 * Parses a whole number of at least 1.
 * @throws UsageError
 */
export function parseCount(flag: string, text: string): number {
  const value = parseNumber(flag, text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new UsageError(`--${flag} takes a whole number of at least 1, not "${text}".`);
}

/**
 * Parses one of several words.
 * @throws UsageError, with the nearest word
 */
export function parseChoice<Choice extends string>(flag: string, text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  const nearest = findNearest(text, choices);
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  throw new UsageError(`--${flag} takes ${choices.join(', ')}, not "${text}".${hint}`);
}

/** Parses a list separated by commas. */
export const parseList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/**
 * Parses pairs of labels, `disgust:angry`.
 * @throws UsageError
 */
export function parsePairs(flag: string, texts: readonly string[]): [from: string, into: string][] {
  return texts.flatMap(parseList).map((text) => {
    const [from, into, ...rest] = text.split(':');
    if (from !== undefined && from !== '' && into !== undefined && into !== '' && rest.length === 0)
      return [from, into];
    throw new UsageError(`--${flag} takes two labels with a colon between them, like disgust:angry, not "${text}".`);
  });
}

/**
 * Parses an object in JSON.
 * @throws UsageError
 */
export function parseObject(flag: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Reported below, like other JSON that is no object.
  }
  throw new UsageError(`--${flag} takes an object in JSON, like {"stem":24}, not "${text}".`);
}

/** The candidate with the smallest edit distance; undefined if none is near. */
export function findNearest(typed: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(typed, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const [nearest] = ranked;
  if (nearest === undefined || nearest.distance > Math.max(2, Math.floor(typed.length / 3))) return undefined;
  return nearest.candidate;
}

/** Levenshtein distance: the number of letters to insert, delete or replace. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const exchanged = previous[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(exchanged, previous[column]! + 1, current[column - 1]! + 1));
    }
    previous = current;
  }
  return previous.at(-1)!;
}
