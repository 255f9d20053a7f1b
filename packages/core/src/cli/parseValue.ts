import { UsageError } from './failures';

/**
 * Parses a whole number of at least 1.
 * @throws UsageError
 */
export function parseCount(text: string, flag: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new UsageError(`--${flag} takes a whole number of at least 1, not "${text}".`);
}

/** Parses a list separated by commas. */
export const parseList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Parses a list of labels, in which none may be missing or repeated. @throws UsageError */
export function parseLabels(text: string, flag: string): string[] {
  const labels = text.split(',').map((part) => part.trim());
  const repeated = labels.find((label, index) => labels.indexOf(label) !== index);
  if (!labels.includes('') && repeated === undefined) return labels;
  const problem = repeated === undefined || repeated === '' ? 'one is empty' : `"${repeated}" is there twice`;
  throw new UsageError(`--${flag} takes labels with commas between them, like angry,happy; in "${text}" ${problem}.`);
}

/** Two labels: the first becomes the second. */
export type LabelPair = readonly [from: string, to: string];

/**
 * Parses pairs of labels with a colon or an equals sign between them: `disgust:angry,fear=sad`.
 * @param example - for the error
 * @throws UsageError
 */
export function parsePairs(text: string, flag: string, example: string): LabelPair[] {
  return text.split(',').map((pair) => {
    // A label may have a colon in its name: then the equals sign separates.
    const [from = '', to = '', ...rest] = pair.split(pair.includes('=') ? '=' : ':').map((label) => label.trim());
    if (from !== '' && to !== '' && from !== to && rest.length === 0) return [from, to];
    throw new UsageError(`--${flag} takes pairs of labels, like ${example}, not "${pair}".`);
  });
}

/**
 * Parses an object in JSON.
 * @throws UsageError
 */
export function parseObject(text: string, flag: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Reported below, like other JSON that is no object.
  }
  throw new UsageError(`--${flag} takes an object in JSON, like {"stem":24}, not "${text}".`);
}

/** True for text that is a URL and not a path. */
export const isUrl = (text: string): boolean => /^(https?|file|data):/.test(text);

/**
 * Parses `96` or `96x64`, a width and a height in pixels.
 * @throws UsageError
 */
export function parseSize(text: string, flag: string): { readonly width: number; readonly height: number } {
  const [, width, height = width] = /^([1-9]\d{0,3})(?:x([1-9]\d{0,3}))?$/.exec(text) ?? [];
  if (width !== undefined) return { width: Number(width), height: Number(height) };
  throw new UsageError(`--${flag} takes a side or a width and a height in pixels, like 48 or 48x64, not "${text}".`);
}
