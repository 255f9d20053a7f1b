import { createStyle, type ColourDepth, type Style } from './render/Style';

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
export interface OutputStream {
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
