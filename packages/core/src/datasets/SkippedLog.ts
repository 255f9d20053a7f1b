import { isFerError } from '../errors';
import type { SkippedRows } from './DatasetColumns';

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
