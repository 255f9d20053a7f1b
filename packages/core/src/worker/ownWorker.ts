import { platform } from '#platform';
import { FerError } from '../errors';
import { nameAndMessage } from '../importFailure';
import { optionInvalid } from '../options';

let start: (() => Worker) | undefined;

/** Registers the worker of a build that knows the address of its script. */
export function provideWorker(startWorker: () => Worker): void {
  start = startWorker;
}

/**
 * Starts a worker of ferkit's own, which serves the calls of this package.
 * @throws OPTION_INVALID where the script must be a file of the user's project; WORKER_FAILED where no worker may start, as in service
 * workers
 */
export function startOwnWorker(): Worker {
  try {
    if (start !== undefined) return start();
  } catch (cause) {
    const reason = nameAndMessage(cause);
    const next = 'Use createClassifier or train here, or pass a worker.';
    throw new FerError(
      'WORKER_FAILED',
      { reason, failed: 'No worker can start here', received: reason, next },
      { cause },
    );
  }
  if (platform.threads !== undefined) return platform.threads.openWorker();
  throw optionInvalid(
    'worker',
    'a Worker',
    'none',
    'Pass new Worker(new URL("./ferkit.worker.js", import.meta.url), { type: "module" }), a file with two lines: ' +
      'import { serveWorker } from "@ferkit/core/worker"; serveWorker(). Only @ferkit/core/browser brings a worker of its own.',
  );
}

/**
 * Starts a worker whose script may come from another host, such as a CDN: browsers refuse it as a worker, and let a worker import it.
 * @param name - of the script, relative to the module; empty for the module itself
 * @param module - the address of the module that calls
 * @param create - starts the script itself
 */
export function startScript(name: string, module: string, create: () => Worker): Worker {
  const address = new URL(name, module).href;
  if (new URL(module).origin === location.origin) return create();
  const script = new Blob([`import ${JSON.stringify(address)};`], { type: 'text/javascript' });
  return new Worker(URL.createObjectURL(script), { type: 'module', name: WORKER_NAME });
}

/** The name by which a script that is both a library and a worker knows that it runs as ferkit's own worker. */
export const WORKER_NAME = 'ferkit';
