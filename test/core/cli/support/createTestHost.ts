import { Readable } from 'node:stream';
import type { Host } from '#core/cli/Host';
import { createScreen } from '#core/cli/Screen';

/** A host whose output can be read. */
export interface TestHost extends Host {
  readonly written: { out: string; error: string };
}

/** Stands in for the terminal of a user: by default a log, for which nothing may be drawn in place. */
export function createTestHost({
  isTTY = false,
  columns = 80,
  colourBits = 24,
  environment = {},
  input = '',
  signal = new AbortController().signal,
}: {
  readonly isTTY?: boolean;
  readonly columns?: number | undefined;
  readonly colourBits?: number;
  readonly environment?: NodeJS.ProcessEnv;
  readonly input?: string | Uint8Array;
  readonly signal?: AbortSignal;
} = {}): TestHost {
  const written = { out: '', error: '' };
  const stream = (name: keyof typeof written) => ({
    isTTY,
    columns,
    getColorDepth: () => colourBits,
    write: (text: string) => (written[name] += text),
  });
  const error = createScreen(stream('error'), environment);
  return {
    out: createScreen(stream('out'), environment),
    error,
    notices: error,
    environment,
    program: 'ferkit',
    signal,
    readInput: () => Readable.from(input.length === 0 ? [] : [Buffer.from(input)]),
    written,
  };
}
