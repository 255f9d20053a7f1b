import { findExpression, findSplit } from '../findExpression';
import { malformed, quoteText } from '../malformed';

/** Layout of the rows of a FER2013 file. */
export interface RowLayout {
  /** Name of the file, for messages. */
  readonly source: string;
  readonly columns: readonly CsvColumn[];
  readonly labels: readonly string[];
  /** Pixels per row. */
  readonly imageSize: number;
}

/** Memory for a row's pixels. */
export interface PixelTarget {
  readonly pixels: Uint8Array;
  readonly offset: number;
}

/** Label and split numbers of a row; -1 if it has none. */
export interface CsvRow {
  label: number;
  split: number;
}

export const SPACE = 32;
export const TAB = 9;
export const QUOTE = 34;
export const COMMA = 44;
export const NEWLINE = 10;
export const RETURN = 13;

/** The number of the label that a field names by number or word, or -1. */
export function findLabel(bytes: Uint8Array, start: number, end: number, labels: readonly string[]): number {
  const first = bytes[start]! - 48;
  // Fast path: FER2013 has one digit. Other files may have longer numbers or names.
  if (end - start === 1 && first >= 0 && first < Math.min(labels.length, 10)) return first;
  const text = new TextDecoder().decode(bytes.subarray(start, end)).trim();
  const index = /^\d{1,3}$/.test(text) ? Number(text) : labels.indexOf(findExpression(text) ?? text);
  return index < labels.length ? index : -1;
}

/** The number of the split that a field names, or -1. */
export function findUsage(bytes: Uint8Array, start: number, end: number): number {
  return findSplit(new TextDecoder().decode(bytes.subarray(start, end)));
}

/** The position of the first byte other than a space or tab. */
export function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
  return at;
}

/** The role of a column. */
export type CsvRole = 'emotion' | 'pixels' | 'usage' | 'ignored';

/** A column of a FER2013 file. */
export interface CsvColumn {
  readonly role: CsvRole;
  /** Its name in the header, without padding and quotes. */
  readonly name: string;
}

const ROLES: Readonly<Record<string, CsvRole>> = {
  emotion: 'emotion',
  label: 'emotion',
  pixels: 'pixels',
  usage: 'usage',
  split: 'usage',
};

const EXPECTED = 'a header line with the columns "emotion", "pixels" and, where there are splits, "Usage"';

/**
 * Reads the header line. Columns may be in any order, their names padded, quoted and in any case; unknown columns are
 * ignored.
 * @throws DATASET_MALFORMED without a column of pixels, or if a column repeats
 */
export function readCsvHeader(text: string, source: string): readonly CsvColumn[] {
  const names = text.split(',').map((name) =>
    name
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  );
  const columns = names.map((name): CsvColumn => {
    const key = name.toLowerCase();
    return { role: Object.hasOwn(ROLES, key) ? ROLES[key]! : 'ignored', name };
  });
  const roles = columns.map(({ role }) => role).filter((role) => role !== 'ignored');
  if (!roles.includes('pixels')) {
    const headless = /^\s*"?\d+"?\s*,/.test(text);
    const next = headless ? 'Put the line "emotion,pixels,Usage" before the first row.' : undefined;
    throw malformed({ source, line: 1, expected: EXPECTED, received: quoteText(text), ...(next ? { next } : {}) });
  }
  if (new Set(roles).size !== roles.length) {
    throw malformed({ source, line: 1, expected: 'each column once', received: quoteText(text) });
  }
  return columns;
}
