import { NEWLINE, RETURN } from './CsvRow';

/** Receives the lines of a {@link LineSplitter}. Lines are numbered from 1. */
export interface LineHandler {
  /**
   * Fast path: may parse the line that begins at `start` and find its end on the way. Searching for the end beforehand would
   * read every byte twice.
   * @returns the position of the line feed that ends the line; -1 if the line must be passed to {@link onLine} instead
   */
  tryLine(bytes: Uint8Array, start: number): number;
  /**
   * Receives a line without its line end: `bytes[start .. end)`, valid during the call only.
   * @param ended - true if a line end follows; the last line of a file may lack it
   */
  onLine(bytes: Uint8Array, start: number, end: number, line: number, ended: boolean): void;
  /** Receives the beginning of a line that exceeds the limit, as soon as it does. */
  onLongLine(beginning: Uint8Array, line: number): void;
}

/** Splits a stream of chunks into lines. Its memory is bounded by one line of the longest allowed length. */
export class LineSplitter {
  readonly #limit: number;
  readonly #handler: LineHandler;
  /** The beginning of a line that continues in the next chunk. */
  readonly #pending: Uint8Array;
  #pendingLength = 0;
  #overlong = false;
  #line = 0;

  /** @param limit - length of the longest line in bytes */
  constructor(limit: number, handler: LineHandler) {
    this.#limit = limit;
    this.#handler = handler;
    this.#pending = new Uint8Array(limit);
  }

  /** Processes the next chunk. */
  push(chunk: Uint8Array): void {
    let from = 0;
    while (from < chunk.length) {
      const isFresh = this.#pendingLength === 0 && !this.#overlong;
      const lineEnd = isFresh ? this.#handler.tryLine(chunk, from) : -1;
      if (lineEnd >= 0) {
        this.#line += 1;
        from = lineEnd + 1;
        continue;
      }
      const newline = chunk.indexOf(NEWLINE, from);
      if (newline < 0) {
        this.#hold(chunk, from, chunk.length);
        return;
      }
      if (isFresh) {
        this.#emit(chunk, from, newline, true);
      } else {
        this.#hold(chunk, from, newline);
        this.#flush(true);
      }
      from = newline + 1;
    }
  }

  /** Processes the end of the stream. */
  finish(): void {
    if (this.#pendingLength > 0) this.#flush(false);
  }

  #hold(chunk: Uint8Array, from: number, to: number): void {
    if (this.#overlong) return;
    const room = this.#limit - this.#pendingLength;
    this.#pending.set(chunk.subarray(from, Math.min(to, from + room)), this.#pendingLength);
    this.#pendingLength += Math.min(to - from, room);
    if (to - from <= room) return;
    this.#overlong = true;
    this.#handler.onLongLine(this.#pending, this.#line + 1);
  }

  #flush(ended: boolean): void {
    const length = this.#pendingLength;
    const isReported = this.#overlong;
    this.#pendingLength = 0;
    this.#overlong = false;
    if (isReported) this.#line += 1;
    else this.#emit(this.#pending, 0, length, ended);
  }

  #emit(bytes: Uint8Array, start: number, end: number, ended: boolean): void {
    this.#line += 1;
    if (end - start > this.#limit) {
      this.#handler.onLongLine(bytes.subarray(start, start + this.#limit), this.#line);
      return;
    }
    const visible = end > start && bytes[end - 1] === RETURN ? end - 1 : end;
    this.#handler.onLine(bytes, start, visible, this.#line, ended);
  }
}
