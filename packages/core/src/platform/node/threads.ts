import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parentPort, Worker } from 'node:worker_threads';
import { FerError } from '../../errors';
import type { Thread, ThreadListener, Threads } from '../Platform';
import { reasonOf } from '../readErrors';

/** Worker threads of Node. */
export const threads: Threads = {
  get cores() {
    return availableParallelism();
  },
  start: (script, listener) => {
    const path = scriptPath(`${script}.js`);
    if (!existsSync(path)) {
      throw failed(`there is no file ${path}`, 'Mark @ferkit/core as external in your bundler.');
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

/** The path of a worker script; the build writes them beside this module. */
function scriptPath(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
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
