const NEWLINE = 10;
const RETURN = 13;

/** What a {@link LineSplitter} does with the lines it finds. Lines are numbered from 1. */
export interface LineHandler {
  /**
   * A line without its end, at `bytes[start .. end)`, valid during the call only.
   * @param ended - whether a line end follows; the last line of a file may lack it
   */
  onLine(bytes: Uint8Array, start: number, end: number, line: number, ended: boolean): void;
  /** A line that is longer than the limit; told as soon as that is clear, with its beginning. */
  onLongLine(beginning: Uint8Array, line: number): void;
}

/** Finds the lines of a stream of chunks. Whatever comes, it keeps no more than one line of the longest allowed length. */
export class LineSplitter {
  readonly #limit: number;
  readonly #handler: LineHandler;
  /** The beginning of a line whose end is in a chunk to come. */
  readonly #kept: Uint8Array;
  #keptLength = 0;
  #overlong = false;
  #line = 0;

  /** @param limit - bytes of the longest line */
  constructor(limit: number, handler: LineHandler) {
    this.#limit = limit;
    this.#handler = handler;
    this.#kept = new Uint8Array(limit);
  }

  /** Takes the next chunk. */
  push(chunk: Uint8Array): void {
    let from = 0;
    while (from < chunk.length) {
      const newline = chunk.indexOf(NEWLINE, from);
      if (newline < 0) {
        this.#keep(chunk, from, chunk.length);
        return;
      }
      if (this.#keptLength > 0 || this.#overlong) {
        this.#keep(chunk, from, newline);
        this.#flush(true);
      } else {
        this.#hand(chunk, from, newline, true);
      }
      from = newline + 1;
    }
  }

  /** Tells that no chunk comes any more. */
  finish(): void {
    if (this.#keptLength > 0) this.#flush(false);
  }

  #keep(chunk: Uint8Array, from: number, to: number): void {
    if (this.#overlong) return;
    const room = this.#limit - this.#keptLength;
    this.#kept.set(chunk.subarray(from, Math.min(to, from + room)), this.#keptLength);
    this.#keptLength += Math.min(to - from, room);
    if (to - from <= room) return;
    this.#overlong = true;
    this.#handler.onLongLine(this.#kept, this.#line + 1);
  }

  #flush(ended: boolean): void {
    const length = this.#keptLength;
    const told = this.#overlong;
    this.#keptLength = 0;
    this.#overlong = false;
    if (told) this.#line += 1;
    else this.#hand(this.#kept, 0, length, ended);
  }

  #hand(bytes: Uint8Array, start: number, end: number, ended: boolean): void {
    this.#line += 1;
    if (end - start > this.#limit) {
      this.#handler.onLongLine(bytes.subarray(start, start + this.#limit), this.#line);
      return;
    }
    const visible = end > start && bytes[end - 1] === RETURN ? end - 1 : end;
    this.#handler.onLine(bytes, start, visible, this.#line, ended);
  }
}
