import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parentPort, type Transferable as TransferListItem, Worker } from 'node:worker_threads';
import { FerError } from '../../errors';
import { ownLocation } from './findPackage';
import type { Thread, ThreadListener, Threads, ThreadScript } from '../Platform';
import { reasonOf } from '../readErrors';

/** Worker threads of Node. */
export const threads: Threads = {
  get cores() {
    // A bundle holds no scripts of ferkit, and so one thread is all that it can run.
    return scriptPath('trainWorker') === undefined ? 1 : availableParallelism();
  },
  start: (script, listener) => watch(startScript(script), listener),
  openWorker: (worker) => asPageWorker((worker as Worker | undefined) ?? startScript('classifyWorker')),
  isThread: parentPort !== null,
  serve: (onMessage) => {
    const port = parentPort!;
    port.on('message', onMessage);
    return (message, transfer = []) => port.postMessage(message, transfer as TransferListItem[]);
  },
};

function startScript(script: ThreadScript): Worker {
  const path = scriptPath(script);
  if (path === undefined) {
    const next =
      script === 'classifyWorker'
        ? 'Mark @ferkit/core as external in your bundler, or pass a worker: new Worker(file), of a file that calls serveWorker().'
        : 'Mark @ferkit/core as external in your bundler.';
    throw failed(`no file ${script}.js beside ferkit, as in a bundle`, next);
  }
  try {
    // Turbopack, Next's bundler, takes `new Worker` of an address that it does not know for every file of the package.
    return Reflect.construct(Worker, [path, { execArgv: [] }]);
  } catch (error) {
    throw failed(reasonOf(error), 'Let Node start worker threads.');
  }
}

/** Gives a worker of Node the interface of those of pages. An end that nobody asked for is an error there. */
function asPageWorker(worker: Worker): globalThis.Worker {
  const events = new EventTarget();
  let isEnding = false;
  const fail = (message: string): void => {
    if (!isEnding) events.dispatchEvent(Object.assign(new Event('error', { cancelable: true }), { message }));
  };
  worker.on('message', (data: unknown) => events.dispatchEvent(new MessageEvent('message', { data })));
  worker.on('messageerror', (error) => fail(reasonOf(error)));
  worker.on('error', (error) => fail(reasonOf(error)));
  worker.on('exit', (code) => fail(`it ended with exit code ${code}`));
  return Object.assign(events, {
    postMessage: (message: unknown, transfer: readonly Transferable[] = []) =>
      worker.postMessage(message, transfer as TransferListItem[]),
    terminate: () => {
      isEnding = true;
      void worker.terminate();
    },
    ref: () => worker.ref(),
    unref: () => worker.unref(),
  }) as unknown as globalThis.Worker;
}

/** The path of a worker script, if it is there; the build writes them to the folder of the package's chunks or the one above. */
function scriptPath(script: ThreadScript): string | undefined {
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
