import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parentPort, Worker } from 'node:worker_threads';
import { FerError } from '../../errors';
import { ownLocation } from './findPackage';
import type { Thread, ThreadListener, Threads } from '../Platform';
import { reasonOf } from '../readErrors';

/** Worker threads of Node. */
export const threads: Threads = {
  get cores() {
    // A bundle holds no scripts of ferkit, and so one thread is all that it can run.
    return scriptPath('trainWorker') === undefined ? 1 : availableParallelism();
  },
  start: (script, listener) => {
    const path = scriptPath(script);
    if (path === undefined) {
      const reason = `there is no file ${script}.js beside ferkit, as in a bundle`;
      throw failed(reason, 'Mark @ferkit/core as external in your bundler.');
    }
    try {
      return watch(new Worker(path, { execArgv: [] }), listener);
    } catch (error) {
      throw failed(reasonOf(error), 'Let Node start worker threads.');
    }
  },
  serve: (onMessage) => {
    const port = parentPort!;
    port.on('message', onMessage);
    return (message) => port.postMessage(message);
  },
};

/** The path of a worker script, if it is there; the build writes them to the folder of the package's chunks or the one above. */
function scriptPath(script: string): string | undefined {
  const own = ownLocation();
  if (own === undefined) return undefined;
  const folder = dirname(own.startsWith('file:') ? fileURLToPath(own) : own);
  return [folder, dirname(folder)].map((place) => join(place, `${script}.js`)).find((path) => existsSync(path));
}

function watch(worker: Worker, listener: ThreadListener): Thread {
  // Errors are followed by an exit, and only the first of these events is reported.
  let isReported = false;
  const reportBroken = (reason: string): void => {
    if (isReported) return;
    isReported = true;
    listener.onBroken(reason);
  };
  worker.on('message', (message: unknown) => listener.onMessage(message));
  worker.on('messageerror', (error) => reportBroken(reasonOf(error)));
  worker.on('error', (error) => reportBroken(reasonOf(error)));
  worker.on('exit', (code) => reportBroken(`it ended with exit code ${code}`));
  return {
    post: (message) => worker.postMessage(message),
    end: async () => {
      isReported = true;
      await worker.terminate();
    },
  };
}

function failed(reason: string, next: string): FerError {
  return new FerError('WORKER_FAILED', { reason, failed: 'A thread cannot be started', received: reason, next });
}
