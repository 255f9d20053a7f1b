import { type ColourDepth, createStyle, type Style } from './render/Style';
import { cutLine, showLine } from './render/showText';

/** The output of a command: a terminal, or a log (a file or pipe). */
export interface Screen {
  readonly style: Style;
  /** True if lines can be redrawn in place; control characters do not belong in a log. */
  readonly isLive: boolean;
  /** The current width, at least 1. */
  readonly columns: number;
  /** Writes text as it is: data for programs, and the drawing of lines in place. */
  write(text: string): void;
  /** Writes whole lines for people; characters in them that would steer the terminal are escaped. */
  print(...lines: readonly string[]): void;
}

/** Shows nothing. */
export const silentScreen: Screen = {
  style: createStyle('none'),
  isLive: false,
  columns: 80,
  write: () => undefined,
  print: () => undefined,
};

/** The part of `process.stdout` that a {@link Screen} needs. */
interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  getColorDepth?(environment?: NodeJS.ProcessEnv): number;
  write(text: string): unknown;
}

/** Creates the screen of a stream. It is a log of plain lines without a terminal, on a dumb terminal, in CI, and with NO_COLOR. */
export function createScreen(stream: OutputStream, environment: NodeJS.ProcessEnv): Screen {
  const isSet = (name: string): boolean => (environment[name] ?? '') !== '';
  const isLive = stream.isTTY === true && !isSet('CI') && !isSet('NO_COLOR') && environment.TERM !== 'dumb';
  const write = (text: string): void => void stream.write(text);
  const style = createStyle(isLive ? colourDepth(stream.getColorDepth?.(environment) ?? 1) : 'none');
  return {
    style,
    isLive,
    get columns() {
      // Some terminals, such as a serial line, report a width of 0.
      const { columns } = stream;
      return columns !== undefined && columns >= 1 ? Math.floor(columns) : 80;
    },
    write,
    print: (...lines) => write(lines.map((line) => `${showLine(line, style.depth !== 'none')}\n`).join('')),
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

/** The last line of a live screen, redrawn in place. On a log it draws nothing. */
export class LiveLine {
  readonly #screen: Screen;
  #isDrawn = false;
  #drawnAt = -Infinity;
  readonly #showCursor = (): void => this.#screen.write(SHOW_CURSOR);

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** Redraws the line, at most ten times a second, cut to the width of the screen. */
  update(draw: (columns: number) => string): void {
    if (!this.#screen.isLive) return;
    const now = performance.now();
    if (now - this.#drawnAt < MILLISECONDS_BETWEEN_DRAWINGS) return;
    this.#drawnAt = now;
    if (!this.#isDrawn) {
      this.#isDrawn = true;
      this.#screen.write(HIDE_CURSOR);
      // The cursor must be restored however the program ends.
      process.once('exit', this.#showCursor);
    }
    const { columns, style } = this.#screen;
    // One column stays free: some terminals wrap when the last one is written.
    this.#screen.write(CLEAR_LINE + cutLine(showLine(draw(columns), style.depth !== 'none'), columns - 1));
  }

  /** Removes the line, so that whole lines can be printed. */
  clear(): void {
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    this.#drawnAt = -Infinity;
    process.removeListener('exit', this.#showCursor);
    this.#screen.write(CLEAR_LINE + SHOW_CURSOR);
  }
}
