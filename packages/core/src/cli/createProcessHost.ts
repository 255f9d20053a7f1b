import { basename, relative } from 'node:path';
import { createInterface } from 'node:readline';
import type { Host } from './Host';
import { createScreen } from './Screen';
import { Interrupted } from './failures';

/** The exit code of a program that Ctrl-C ended: 128 and the number of SIGINT. */
const INTERRUPTED = 130;

/**
 * Makes the host of this process, and lets Ctrl-C and a request to terminate abort what runs: the first in good order, the
 * second at once.
 */
export function createProcessHost(): Host {
  const { env, stdout, stderr, stdin } = process;
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort(new Interrupted());
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  // Whoever reads the output may stop reading (`ferkit inspect ... | head`): that is no error of ours.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    out: createScreen(stdout, env),
    error: createScreen(stderr, env),
    environment: env,
    program: programName(env, process.argv[1] ?? ''),
    signal: controller.signal,
    readLines: () => createInterface({ input: stdin, crlfDelay: Infinity, signal: controller.signal }),
  };
}

/** What to type to run this program again. */
function programName(environment: NodeJS.ProcessEnv, script: string): string {
  if (environment.npm_command !== undefined) return 'npx ferkit';
  const name = basename(script);
  return name === 'ferkit' ? name : `node ${relative('.', script)}`;
}
