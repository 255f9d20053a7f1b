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
  start: (program, listener) => {
    const path = scriptPath(`${program}.js`);
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
  let told = false;
  const tellBroken = (reason: string): void => {
    if (told) return;
    told = true;
    listener.onBroken(reason);
  };
  worker.on('message', (message: unknown) => listener.onMessage(message));
  worker.on('messageerror', (error) => tellBroken(reasonOf(error)));
  worker.on('error', (error) => tellBroken(reasonOf(error)));
  worker.on('exit', (code) => tellBroken(`it ended with exit code ${code}`));
  return {
    post: (message) => worker.postMessage(message),
    end: async () => {
      told = true;
      await worker.terminate();
    },
  };
}

function failed(reason: string, next: string): FerError {
  return new FerError('WORKER_FAILED', { reason, failed: 'A thread cannot be started', received: reason, next });
}
