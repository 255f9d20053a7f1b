import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildFerkit } from './buildFerkit';

const program = await buildFerkit();
const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** How a run of the program ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** A running program. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when a line of standard output matches. */
  untilPrinted(pattern: RegExp): Promise<void>;
}

/** Starts the real program in a process of its own, its output in pipes as in a log. */
export function startFerkit(args: readonly string[], input: string | Uint8Array = '', cwd = root): Running {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { ...process.env, FERKIT_DEBUG: '', NO_COLOR: '1' },
  });
  let out = '';
  let error = '';
  let notify = (): void => undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    notify();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text));
  child.stdin.end(input);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, error }));
  });
  return {
    child,
    ended,
    untilPrinted: (pattern) =>
      new Promise((resolve, reject) => {
        notify = () => {
          if (pattern.test(out)) resolve();
        };
        notify();
        void ended.then(() => reject(new Error(`ended without ${String(pattern)}: ${out}${error}`)));
      }),
  };
}

/** Runs the real program to its end. */
export const ferkit = (...args: readonly string[]): Promise<Ended> => startFerkit(args).ended;
