import { basename, relative } from 'node:path';
import { addAbortSignal } from 'node:stream';
import type { Host } from './Host';
import { createScreen } from './Screen';
import { Interrupted } from './failures';

/**
 * Creates the host of this process. The first SIGINT, SIGTERM or SIGHUP (the terminal is closed) aborts the command's signal; the
 * second exits at once.
 */
export function createProcessHost(): Host {
  const { env, stdout, stderr, stdin } = process;
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      const interrupted = new Interrupted(name);
      if (controller.signal.aborted) process.exit(interrupted.exitCode);
      controller.abort(interrupted);
    });
  }
  // The reader of a pipe may stop early (`ferkit inspect ... | head`), which is no error.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    // Results that nobody gets must not be computed for hours.
    process.stderr.write(`ferkit: Cannot write to standard output: ${error.message}.\n`);
    process.exit(1);
  });
  const error = createScreen(stderr, env);
  return {
    out: createScreen(stdout, env),
    error,
    notices: error,
    environment: env,
    program: programName(env, process.argv[1] ?? ''),
    signal: controller.signal,
    readInput: () => addAbortSignal(controller.signal, stdin),
  };
}

/** The command that runs this program again. */
function programName(environment: NodeJS.ProcessEnv, script: string): string {
  if (environment.npm_command !== undefined) return 'npx ferkit';
  const name = basename(script);
  return name === 'ferkit' ? name : `node ${relative('.', script)}`;
}
