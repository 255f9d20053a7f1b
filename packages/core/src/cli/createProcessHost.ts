import { basename, relative } from 'node:path';
import { createInterface } from 'node:readline';
import type { Host } from './Host';
import { createScreen } from './Screen';
import { Interrupted } from './failures';

/** The exit code after Ctrl-C: 128 plus the number of SIGINT. */
const INTERRUPTED = 130;

/**
 * Creates the host of this process. The first SIGINT or SIGTERM aborts the command's signal; the second exits at once.
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
  // The reader of a pipe may stop early (`ferkit inspect ... | head`), which is no error.
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

/** The command that runs this program again. */
function programName(environment: NodeJS.ProcessEnv, script: string): string {
  if (environment.npm_command !== undefined) return 'npx ferkit';
  const name = basename(script);
  return name === 'ferkit' ? name : `node ${relative('.', script)}`;
}
