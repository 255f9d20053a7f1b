import { FerError, isFerError } from '../errors';
import type { SkippedRows } from './DatasetColumns';

/** Place of a format error in a dataset file, with the expected and the received content. */
export interface FormatProblem {
  /** The file, for the message. */
  readonly source: string;
  /** From 1, the header included. */
  readonly line?: number;
  /** The field's name, or its number from 1. */
  readonly column?: string | number;
  readonly expected: string;
  readonly received: string;
  readonly next?: string;
  readonly cause?: unknown;
}

/** Composes the error about a malformed dataset file. */
export function malformed(problem: FormatProblem): FerError<'DATASET_MALFORMED'> {
  const { cause, ...details } = problem;
  const { source, line, column } = details;
  const places = [
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(column === undefined ? [] : [`column ${typeof column === 'number' ? column : `"${column}"`}`]),
  ];
  const failed = `Cannot read ${places.length === 0 ? '' : `${places.join(', ')} of `}"${source}"`;
  return new FerError('DATASET_MALFORMED', { failed, ...details }, cause === undefined ? {} : { cause });
}

/** Longest quotation in a message, in characters. */
const LONGEST_QUOTE = 40;

/** Quotes a piece of a file for a message: shortened, with control characters escaped. */
export function quoteText(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}

/** Quotes bytes of a file, decoded as UTF-8. */
export function quoteBytes(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  // One character more than the limit, so that quoteText marks the text as shortened. A character takes at most four bytes.
  return quoteText(new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 4 * (LONGEST_QUOTE + 1)))));
}

/** Number of reasons in a report. */
export const MOST_REASONS = 5;

/** Number of bad rows that are skipped in any case. Beyond it, they may not outnumber the good ones. */
const TOLERATED_ROWS = 1000;

/** Decides whether bad rows are skipped, and counts them. */
export class SkippedLog {
  readonly #skips: boolean;
  readonly #reasons: { readonly row: number; readonly reason: string }[] = [];
  #count = 0;

  constructor(onBadRow: 'throw' | 'skip') {
    this.#skips = onBadRow === 'skip';
  }

  /**
   * Skips a bad row and keeps its error as a reason. Rethrows the error if it does not concern the row, if rows may not be
   * skipped, or if most rows are bad, which means that the file is of another format.
   */
  skip(error: unknown, row: number, goodRows: number): void {
    if (!this.#skips || !isFerError(error, 'DATASET_MALFORMED')) throw error;
    this.#count += 1;
    if (this.#count > TOLERATED_ROWS && this.#count > goodRows) throw error;
    this.#note(row, error.message);
  }

  /** Counts rows that are skipped for a reason other than an error. */
  addSkipped(count: number, reason: string): void {
    this.#count += count;
    this.#note(0, reason);
  }

  /** The number of skipped rows, and the reasons of the first few. */
  report(): SkippedRows {
    const sorted = this.#reasons.sort((one, other) => one.row - other.row);
    return { count: this.#count, reasons: sorted.slice(0, MOST_REASONS).map(({ reason }) => reason) };
  }

  #note(row: number, reason: string): void {
    // More reasons are kept than reported, because images are read in any order and the report names the first ones. The limit
    // bounds the memory for a file of bad rows.
    if (this.#reasons.length < 100 * MOST_REASONS) this.#reasons.push({ row, reason });
  }
}
