import { type ColourDepth, createStyle, type Style } from './render/Style';

/** Where a command writes: a terminal, or a file or pipe that a person or program reads later. */
export interface Screen {
  readonly style: Style;
  /** Whether a line may be drawn again in place. A log may not have control characters. */
  readonly isLive: boolean;
  /** The width, as it is now. */
  readonly columns: number;
  /** Writes text as it is. */
  write(text: string): void;
  /** Writes whole lines. */
  print(...lines: readonly string[]): void;
}

/** What a {@link Screen} needs of a stream: `process.stdout` has it. */
interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  getColorDepth?(environment?: NodeJS.ProcessEnv): number;
  write(text: string): unknown;
}

/** Makes a screen of a stream. Nothing but plain lines where it is no terminal, a dumb one, in CI, or where NO_COLOR is set. */
export function createScreen(stream: OutputStream, environment: NodeJS.ProcessEnv): Screen {
  const isSet = (name: string): boolean => (environment[name] ?? '') !== '';
  const isLive = stream.isTTY === true && !isSet('CI') && !isSet('NO_COLOR') && environment.TERM !== 'dumb';
  const write = (text: string): void => void stream.write(text);
  return {
    style: createStyle(isLive ? colourDepth(stream.getColorDepth?.(environment) ?? 1) : 'none'),
    isLive,
    get columns() {
      return stream.columns ?? 80;
    },
    write,
    print: (...lines) => write(lines.map((line) => `${line}\n`).join('')),
  };
}

function colourDepth(bits: number): ColourDepth {
  if (bits >= 24) return 'all';
  return bits >= 8 ? '256' : 'none';
}

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
