import { FerError, isFerError } from '../errors';
import type { SkippedRows } from './DatasetColumns';

/** Where and how a dataset file breaks its format. */
export interface Malformation {
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

/** Composes the error about a dataset file that breaks its format. */
export function malformed(malformation: Malformation): FerError<'DATASET_MALFORMED'> {
  const { cause, ...details } = malformation;
  const { source, line, column } = details;
  const places = [
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(column === undefined ? [] : [`column ${typeof column === 'number' ? column : `"${column}"`}`]),
  ];
  const failed = `Cannot read ${places.length === 0 ? '' : `${places.join(', ')} of `}"${source}"`;
  return new FerError('DATASET_MALFORMED', { failed, ...details }, cause === undefined ? {} : { cause });
}

/** The longest piece of a file that a message quotes. */
const LONGEST_QUOTE = 40;

/** Quotes a piece of a file for a message: shortened, with what does not print escaped. */
export function quoteText(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}

/** Quotes bytes of a file as the text that they are, or try to be. */
export function quoteBytes(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  // One more than fits, so that quoteText sees that there is more; a character takes at most four bytes.
  return quoteText(new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 4 * (LONGEST_QUOTE + 1)))));
}

/** How many reasons a report keeps. */
const MOST_REASONS = 5;

/** So many bad rows are a few; beyond, they may not outnumber the good ones. */
const FEW = 1000;

/** Decides what happens to bad rows, and counts those that are left out. */
export class SkippedLog {
  readonly #skips: boolean;
  readonly #reasons: { readonly row: number; readonly reason: string }[] = [];
  #count = 0;

  constructor(onBadRow: 'throw' | 'skip') {
    this.#skips = onBadRow === 'skip';
  }

  /**
   * Takes the error of a row; throws it on where it is not about the row, rows may not be skipped, or most are bad, so
   * that the whole file must be something else.
   */
  take(error: unknown, row: number, goodRows: number): void {
    if (!this.#skips || !isFerError(error, 'DATASET_MALFORMED')) throw error;
    this.#count += 1;
    if (this.#count > FEW && this.#count > goodRows) throw error;
    this.#note(row, error.message);
  }

  /** Counts rows that are left out for a reason that is no error. */
  leaveOut(count: number, reason: string): void {
    this.#count += count;
    this.#note(0, reason);
  }

  /** The report. */
  report(): SkippedRows {
    const sorted = this.#reasons.sort((one, other) => one.row - other.row);
    return { count: this.#count, reasons: sorted.slice(0, MOST_REASONS).map(({ reason }) => reason) };
  }

  #note(row: number, reason: string): void {
    // Images come in any order, so more are kept than are told; a file of bad rows must still not fill the memory.
    if (this.#reasons.length < 100 * MOST_REASONS) this.#reasons.push({ row, reason });
  }
}
