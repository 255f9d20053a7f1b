import type { Abortable } from '../abortable';
import type { BackendChoice } from '../backends/BackendProvider';
import type { WasmOptions } from '../backends/locateWasm';
import { FerError } from '../errors';
import type { DecisionOptions } from '../inference/Classifier';
import type { LoadEvent, ModelSource } from '../models/openModelSource';
import { WorkerClassifier } from './WorkerClassifier';
import { WorkerConnection } from './WorkerConnection';
import { sendWasm, type SentClassifierOptions, toAbsolute } from './WorkerMessage';

/** Options of {@link createWorkerClassifier}: those of `createClassifier` that can travel to a worker, and the worker. */
export interface WorkerClassifierOptions extends Partial<DecisionOptions>, Abortable {
  /** A worker whose script calls `serveWorker`. It is the classifier's from now on, and ends with it. */
  readonly worker: Worker;
  /** Where a model lies; a relative address starts from the page. @default the bundled model */
  readonly model?: ModelSource;
  /** @default 'auto' */
  readonly backend?: BackendChoice;
  /** @default 'auto' */
  readonly faces?: 'auto' | 'none';
  /** Where the WebAssembly files are served, as for `configureWasm`; relative addresses start from the page. @default none is needed */
  readonly wasm?: WasmOptions;
  readonly onProgress?: (event: LoadEvent) => void;
}

/**
 * Makes a classifier that works in a worker, so that the page stays smooth while it does. It is used like the one that
 * `createClassifier` makes.
 *
 * The worker is a file of your own with two lines, because only your bundler knows where it will be served:
 * ```ts
 * // ferkit.worker.ts
 * import { serveWorker } from '@ferkit/core/worker';
 * serveWorker();
 * ```
 * @throws what `createClassifier` throws; WORKER_FAILED where the worker breaks off
 *
 * @example
 * ```ts
 * const classifier = await createWorkerClassifier({
 *   worker: new Worker(new URL('./ferkit.worker.ts', import.meta.url), { type: 'module' }),
 * });
 * const faces = await classifier.classify(file);
 * classifier.dispose();
 * ```
 */
export async function createWorkerClassifier(options: WorkerClassifierOptions): Promise<WorkerClassifier> {
  const { worker, signal, onProgress } = options;
  const connection = new WorkerConnection(worker);
  try {
    const facts = await connection.call('create', { options: sendOptions(options) }, { signal, onEvent: onProgress });
    return new WorkerClassifier(connection, facts);
  } catch (error) {
    connection.end(
      new FerError('DISPOSED', { object: 'WorkerClassifier', failed: 'The classifier could not be made' }),
    );
    throw error;
  }
}

function sendOptions({
  model,
  backend,
  faces,
  wasm,
  temperature,
  threshold,
}: WorkerClassifierOptions): SentClassifierOptions {
  const asText = typeof model === 'string' || model instanceof URL ? toAbsolute(model) : model;
  return {
    ...(asText === undefined ? {} : { model: asText }),
    ...(backend === undefined ? {} : { backend }),
    ...(faces === undefined ? {} : { faces }),
    ...(wasm === undefined ? {} : { wasm: sendWasm(wasm) }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(threshold === undefined ? {} : { threshold }),
  };
}
