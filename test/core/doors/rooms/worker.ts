import * as workers from '@ferkit/core/worker';
import { workerClassifierTable } from '#core/worker/createWorkerClassifier';
import { serveWorkerTable } from '#core/worker/serveWorker';
import { workerTrainTable } from '#core/worker/WorkerTrainOptions';
import { type Door, isBackendName, isText } from '../Door';
import type { Examples } from '../examples';
import { listMethods } from './inference';

/** A worker that answers each call with an error of its own, so that no wrong value waits forever. */
function createWorker(): Worker {
  const target = new EventTarget();
  return Object.assign(target, {
    terminate: () => undefined,
    postMessage: (data: { readonly id: number; readonly ferkit: number }) => {
      const error = { code: 'WORKER_FAILED', message: 'answered', name: 'FerError', details: { failed: 'answered' } };
      queueMicrotask(() =>
        target.dispatchEvent(new MessageEvent('message', { data: { ...data, type: 'error', error } })),
      );
    },
  }) as unknown as Worker;
}

/** Functions and methods of workers. */
export function listWorkerDoors({
  dataset,
  disposedWorkerClassifier,
  modelArgument,
  workerClassifier,
}: Examples): readonly Door[] {
  return [
    {
      name: 'createWorkerClassifier',
      call: workers.createWorkerClassifier,
      args: [],
      table: workerClassifierTable,
      options: { worker: createWorker() },
      accepts: { backend: isBackendName, model: isText },
      runs: false,
    },
    ...listMethods('WorkerClassifier', workerClassifier, disposedWorkerClassifier),
    { name: 'serveWorker', call: workers.serveWorker, table: serveWorkerTable, args: [], runs: false },
    {
      name: 'trainInWorker',
      call: workers.trainInWorker,
      options: { worker: createWorker() },
      table: workerTrainTable,
      accepts: { backend: isBackendName },
      runs: false,
      args: [modelArgument, { name: 'data', valid: dataset, wrong: [{ train: [] }, [dataset]] }],
    },
  ] as readonly Door[];
}
