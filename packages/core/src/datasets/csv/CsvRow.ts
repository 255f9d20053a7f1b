import { findLabelOrNumber, findSplit } from '../findExpression';

/** The role of a column. */
export type CsvRole = 'emotion' | 'pixels' | 'usage' | 'ignored';

/** A column of a FER2013 file. */
export interface CsvColumn {
  readonly role: CsvRole;
  /** Its name in the header, without padding and quotes. */
  readonly name: string;
}

/** Layout of the rows of a FER2013 file. */
export interface RowLayout {
  /** Name of the file, for messages. */
  readonly source: string;
  readonly columns: readonly CsvColumn[];
  /** The byte between two fields. */
  readonly separator: number;
  readonly labels: readonly string[];
  /** The label that each digit stands for; -1 for none. */
  readonly digitLabels: Int16Array;
  /** A label that the file has only if many rows have it, -1 if there is none. */
  readonly doubtfulLabel: number;
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
  /** True if the label is doubtful: it was given by the number that only some files use. */
  doubtful: boolean;
}

export const SPACE = 32;
export const TAB = 9;
export const QUOTE = 34;
export const COMMA = 44;
export const ZERO = 48;
export const NEWLINE = 10;
export const RETURN = 13;

/** The number of the label that a field names by number or word, or -1. */
export function findCsvLabel(bytes: Uint8Array, start: number, end: number, labels: readonly string[]): number {
  return findLabelOrNumber(labels, new TextDecoder().decode(bytes.subarray(start, end)));
}

/** The number of the split that a field names, or -1. */
export function findUsage(bytes: Uint8Array, start: number, end: number): number {
  return findSplit(new TextDecoder().decode(bytes.subarray(start, end)));
}

/** The position of the first byte other than a space or tab; a tab that separates fields is no blank. */
export function skipBlanks(bytes: Uint8Array, start: number, end: number, separator: number = COMMA): number {
  let at = start;
  while (at < end && (bytes[at] === SPACE || (bytes[at] === TAB && separator !== TAB))) at += 1;
  return at;
}
