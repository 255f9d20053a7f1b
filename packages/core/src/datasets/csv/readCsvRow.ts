import { malformed, type Malformation, quoteBytes } from '../malformed';
import { SPLITS } from '../splits';
import {
  COMMA,
  type CsvRow,
  findLabel,
  findUsage,
  type PixelTarget,
  QUOTE,
  type RowLayout,
  skipBlanks,
} from './CsvRow';
import { explainPixels, readPixels } from './readPixels';

/** A line that holds a row. */
export interface RowLine {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly line: number;
  /** Whether a line end follows; without it the file may be truncated. */
  readonly ended: boolean;
}

const TRUNCATED = { next: 'The file seems to end in the middle of the row: fetch it again.' };

/**
 * Reads a row with all that CSV allows: padding, quotes, any order of columns.
 * @throws DATASET_MALFORMED; what stands in the target then means nothing
 */
export function readCsvRow(layout: RowLayout, rowLine: RowLine, target: PixelTarget, row: CsvRow): void {
  const { columns, imageSize } = layout;
  const { bytes, start, end } = rowLine;
  let at = start;
  for (let c = 0; c < columns.length; c++) {
    const { role, name } = columns[c]!;
    if (c > 0) {
      if (at >= end) throw tooShort(layout, rowLine, c);
      at += 1;
    }
    at = skipBlanks(bytes, at, end);
    const quoted = at < end && bytes[at] === QUOTE;
    if (quoted) at += 1;
    const from = at;
    if (role === 'pixels') {
      at = readPixels(bytes, at, end, target.pixels, target.offset, imageSize);
      at = at < 0 ? at : skipBlanks(bytes, at, end);
      const closed = at >= 0 && (at < end ? bytes[at] === (quoted ? QUOTE : COMMA) : !quoted);
      if (!closed) throw badPixels(layout, rowLine, { from, quoted, name });
    } else {
      at = fieldEnd(bytes, at, end, quoted);
      if (role === 'emotion') row.label = readLabel(layout, rowLine, from, at, name);
      else if (role === 'usage') row.split = readUsage(layout, rowLine, from, at, name);
    }
    if (quoted) at = skipQuote(layout, rowLine, at, name);
  }
  if (at >= end) return;
  throw malformedRow(layout, rowLine, {
    column: columns.length + 1,
    expected: `${columns.length} columns`,
    received: `more of them: ${quoteBytes(bytes, at, end)}`,
  });
}

/** The position of the quote or comma that ends a field; a doubled quote within quotes is text. */
function fieldEnd(bytes: Uint8Array, start: number, end: number, quoted: boolean): number {
  let at = start;
  for (; at < end; at++) {
    const byte = bytes[at];
    if (!quoted && byte === COMMA) break;
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
  const at = skipBlanks(bytes, quote + 1, end);
  if (at === end || bytes[at] === COMMA) return at;
  const received = quoteBytes(bytes, at, end);
  throw malformedRow(layout, rowLine, { column, expected: 'a comma after the closing quote', received });
}

function readLabel(layout: RowLayout, rowLine: RowLine, start: number, end: number, column: string): number {
  const label = findLabel(rowLine.bytes, start, end, layout.labels);
  if (label >= 0) return label;
  throw malformedRow(layout, rowLine, {
    column,
    expected: `a whole number from 0 to ${layout.labels.length - 1}, or a label's name`,
    received: quoteBytes(rowLine.bytes, start, end),
  });
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
  const stop = fieldEnd(bytes, field.from, end, field.quoted);
  const problem = explainPixels(new TextDecoder().decode(bytes.subarray(field.from, stop)), layout.imageSize);
  const hint = ended || stop < end ? {} : TRUNCATED;
  return malformedRow(layout, rowLine, { column: field.name, ...problem, ...hint });
}

function malformedRow(
  { source }: RowLayout,
  { line }: RowLine,
  malformation: Omit<Malformation, 'source' | 'line'>,
): Error {
  return malformed({ source, line, ...malformation });
}
