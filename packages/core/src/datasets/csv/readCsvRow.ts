import { listFirst } from '../../words';
import { SPLITS } from '../DatasetColumns';
import { type FormatProblem, malformed, quoteBytes } from '../malformed';
import { explainPixels, readPixels } from './readPixels';
import {
  type CsvRow,
  findCsvLabel,
  findUsage,
  NEWLINE,
  type PixelTarget,
  QUOTE,
  RETURN,
  type RowLayout,
  skipBlanks,
  SPACE,
  ZERO,
} from './CsvRow';

/** A line of the file with one row. */
export interface RowLine {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly line: number;
  /** True if a line end follows; without it the file may be truncated. */
  readonly ended: boolean;
}

const TRUNCATED = { next: 'The file seems to end in the middle of the row: fetch it again.' };

/**
 * Parses a row in full CSV syntax: padding, quotes, any order of columns.
 * @throws DATASET_MALFORMED; the target's content is then undefined
 */
export function readCsvRow(layout: RowLayout, rowLine: RowLine, target: PixelTarget, row: CsvRow): void {
  const { columns, separator, imageSize } = layout;
  const { bytes, start, end } = rowLine;
  let at = start;
  for (let c = 0; c < columns.length; c++) {
    const { role, name } = columns[c]!;
    if (c > 0) {
      if (at >= end) throw tooShort(layout, rowLine, c);
      at += 1;
    }
    at = skipBlanks(bytes, at, end, separator);
    const quoted = at < end && bytes[at] === QUOTE;
    if (quoted) at += 1;
    const from = at;
    if (role === 'pixels') {
      at = readPixels(bytes, at, end, target.pixels, target.offset, imageSize);
      at = at < 0 ? at : skipBlanks(bytes, at, end, separator);
      const closed = at >= 0 && (at < end ? bytes[at] === (quoted ? QUOTE : separator) : !quoted);
      if (!closed) throw badPixels(layout, rowLine, { from, quoted, name });
    } else {
      at = fieldEnd(bytes, at, end, quoted, separator);
      if (role === 'emotion') readLabel(layout, rowLine, from, at, name, row);
      else if (role === 'usage') row.split = readUsage(layout, rowLine, from, at, name);
    }
    if (quoted) at = skipQuote(layout, rowLine, at, name);
  }
  // Spreadsheets end rows with empty cells.
  let rest = at;
  while (rest < end && (bytes[rest] === separator || bytes[rest] === SPACE)) rest += 1;
  if (rest >= end) return;
  throw malformedRow(layout, rowLine, {
    column: columns.length + 1,
    expected: `${columns.length} columns`,
    received: `more of them: ${quoteBytes(bytes, at, end)}`,
  });
}

/** The position of the quote or separator that ends a field; a doubled quote inside quotes is part of the text. */
function fieldEnd(bytes: Uint8Array, start: number, end: number, quoted: boolean, separator: number): number {
  let at = start;
  for (; at < end; at++) {
    const byte = bytes[at];
    if (!quoted && byte === separator) break;
    if (!quoted || byte !== QUOTE) continue;
    if (bytes[at + 1] !== QUOTE || at + 1 >= end) break;
    at += 1;
  }
  return at;
}

function skipQuote(layout: RowLayout, rowLine: RowLine, quote: number, column: string): number {
  const { bytes, end } = rowLine;
  if (quote >= end) {
    throw malformedRow(layout, rowLine, { column, expected: 'a closing quote', received: 'the end of the line' });
  }
  const { separator } = layout;
  const at = skipBlanks(bytes, quote + 1, end, separator);
  if (at === end || bytes[at] === separator) return at;
  const received = quoteBytes(bytes, at, end);
  throw malformedRow(layout, rowLine, { column, expected: `${nameOf(separator)} after the closing quote`, received });
}

const SEPARATOR_NAMES: Readonly<Record<string, string>> = {
  ',': 'a comma',
  ';': 'a semicolon',
  '\t': 'a tab',
  '|': 'a bar',
};

const nameOf = (separator: number): string => SEPARATOR_NAMES[String.fromCharCode(separator)]!;

function readLabel(layout: RowLayout, rowLine: RowLine, start: number, end: number, column: string, row: CsvRow): void {
  const { labels, doubtfulLabel } = layout;
  row.label = findCsvLabel(rowLine.bytes, start, end, labels);
  const received = quoteBytes(rowLine.bytes, start, end);
  if (row.label < 0) {
    const known = doubtfulLabel < 0 ? labels : labels.slice(0, doubtfulLabel);
    throw malformedRow(layout, rowLine, { column, received, ...unknownLabel(known, received) });
  }
  row.doubtful = row.label === doubtfulLabel && /\d/.test(received);
}

/** The parts of an error about a field that names no label: the labels there are, and for a number or name the way to add it. */
export function unknownLabel(
  labels: readonly string[],
  received: string,
): { readonly expected: string; readonly next?: string } {
  const expected = `a whole number from 0 to ${labels.length - 1}, or a label's name (${listFirst(labels, 12)})`;
  if (!/^"[-\w][-\w. ]*"$/.test(received)) return { expected };
  const next = 'If the file has other labels, name all of them in the option "labels", in the order of their numbers.';
  return { expected, next };
}

function readUsage(layout: RowLayout, rowLine: RowLine, start: number, end: number, column: string): number {
  const split = findUsage(rowLine.bytes, start, end);
  if (split >= 0) return split;
  throw malformedRow(layout, rowLine, {
    column,
    expected: `Training, PublicTest or PrivateTest (or ${SPLITS.join(', ')})`,
    received: quoteBytes(rowLine.bytes, start, end),
    ...(rowLine.ended ? {} : TRUNCATED),
  });
}

function tooShort(layout: RowLayout, rowLine: RowLine, missing: number): Error {
  return malformedRow(layout, rowLine, {
    column: layout.columns[missing]!.name,
    expected: `${layout.columns.length} columns`,
    received: `${missing}`,
    ...(rowLine.ended ? {} : TRUNCATED),
  });
}

function badPixels(
  layout: RowLayout,
  rowLine: RowLine,
  field: { readonly from: number; readonly quoted: boolean; readonly name: string },
): Error {
  const { bytes, end, ended } = rowLine;
  const stop = fieldEnd(bytes, field.from, end, field.quoted, layout.separator);
  const problem = explainPixels(new TextDecoder().decode(bytes.subarray(field.from, stop)), layout.imageSize);
  const hint = ended || stop < end ? {} : TRUNCATED;
  return malformedRow(layout, rowLine, { column: field.name, ...problem, ...hint });
}

function malformedRow(
  { source }: RowLayout,
  { line }: RowLine,
  problem: Omit<FormatProblem, 'source' | 'line'>,
): Error {
  return malformed({ source, line, ...problem });
}

/**
 * Fast path: parses a row of the usual form, without knowing its end beforehand.
 * @returns the position of its line feed; -1 if the row is incomplete, quoted in other places, or malformed, which is left to
 *   {@link readCsvRow}
 */
export function readQuickRow(
  { columns, separator, labels, digitLabels, doubtfulLabel, imageSize }: RowLayout,
  bytes: Uint8Array,
  start: number,
  { pixels, offset }: PixelTarget,
  row: CsvRow,
): number {
  const end = bytes.length;
  let at = start;
  for (let c = 0; c < columns.length; c++) {
    if (c > 0) {
      if (bytes[at] !== separator) return -1;
      at += 1;
    }
    at = skipBlanks(bytes, at, end, separator);
    const { role } = columns[c]!;
    if (role === 'pixels') {
      const quotes = bytes[at] === QUOTE ? 1 : 0;
      at = readPixels(bytes, at + quotes, end, pixels, offset, imageSize);
      if (at < 0 || (quotes === 1 && bytes[at] !== QUOTE)) return -1;
      at += quotes;
      continue;
    }
    const from = at;
    while (at < end && bytes[at] !== separator && bytes[at] !== NEWLINE && bytes[at] !== RETURN) at += 1;
    if (at === end || bytes[from] === QUOTE) return -1;
    if (role === 'emotion') {
      const digit = bytes[from]! - ZERO;
      // FER2013 has one digit. Other files may have longer numbers or names.
      row.label = at - from === 1 && digit >>> 0 <= 9 ? digitLabels[digit]! : findCsvLabel(bytes, from, at, labels);
      if (row.label < 0 || row.label === doubtfulLabel) return -1;
    } else if (role === 'usage') {
      row.split = findUsage(bytes, from, at);
      if (row.split < 0) return -1;
    }
  }
  if (bytes[at] === RETURN) at += 1;
  return bytes[at] === NEWLINE ? at : -1;
}
