import type { Screen } from './Screen';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_LINE = '\r\u001b[2K';
const MILLISECONDS_BETWEEN_DRAWINGS = 100;

/** A line at the end of a live screen that is drawn again in place. On a log it draws nothing. */
export class LiveLine {
  readonly #screen: Screen;
  #isDrawn = false;
  #drawnAt = -Infinity;
  readonly #showCursor = (): void => this.#screen.write(SHOW_CURSOR);

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** Draws the line anew, unless it was drawn a moment ago. */
  update(draw: (columns: number) => string): void {
    if (!this.#screen.isLive) return;
    const now = performance.now();
    if (now - this.#drawnAt < MILLISECONDS_BETWEEN_DRAWINGS) return;
    this.#drawnAt = now;
    if (!this.#isDrawn) {
      this.#isDrawn = true;
      this.#screen.write(HIDE_CURSOR);
      // However the program ends, the cursor must be back.
      process.once('exit', this.#showCursor);
    }
    this.#screen.write(CLEAR_LINE + draw(this.#screen.columns));
  }

  /** Takes the line away, so that whole lines can be written in its place. */
  clear(): void {
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    this.#drawnAt = -Infinity;
    process.removeListener('exit', this.#showCursor);
    this.#screen.write(CLEAR_LINE + SHOW_CURSOR);
  }
}
