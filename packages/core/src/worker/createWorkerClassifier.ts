import type { AmbientType } from '../AmbientType';
import type { BackendChoice } from '../backends/BackendProvider';
import { FerError } from '../errors';
import type { Classifier } from '../inference/Classifier';
import type { CreateClassifierOptions } from '../inference/createClassifier';
import type { ModelSource } from '../models/openModelSource';
import {
  callbackRule,
  checkOptions,
  custom,
  number,
  oneOf,
  type OptionTable,
  signalRule,
  temperatureRule,
  withDefault,
} from '../options';
import { WorkerClassifier } from './WorkerClassifier';
import { WorkerConnection, workerOf, workerRule } from './WorkerConnection';
import type { SerializedClassifierOptions } from './protocol';
import { absoluteUrl, backendRule, serializeBackend } from './serialize';

/** A worker of `node:worker_threads`, by the members that ferkit needs. */
export interface ThreadWorker {
  readonly threadId: number;
  postMessage(message: unknown): void;
  terminate(): Promise<number>;
}

/** Options of {@link createWorkerClassifier}: the worker, and the options of `createClassifier` that can be sent to it. */
export interface WorkerClassifierOptions extends Omit<CreateClassifierOptions, 'model' | 'backend' | 'faces'> {
  /**
   * A worker whose script calls `serveWorker`. The classifier owns it and terminates it in `dispose`.
   * In Node it may be one of `node:worker_threads`.
   * @default a worker of its own in Node and with `@ferkit/core/browser`; an error in bundles, which do not hold its script
   */
  readonly worker?: AmbientType<'Worker'> | ThreadWorker | undefined;
  /** The path, URL or files of a model. A relative URL is relative to the page. @default the bundled model */
  readonly model?: ModelSource;
  /** The backend of the worker. Relative URLs of WebAssembly files are relative to the page. @default 'auto' */
  readonly backend?: BackendChoice;
  /**
   * `auto` detects faces with ferkit's own detector, except in images of exactly the size of the model's input; `false`
   * takes each image as one cropped face. A detector of the page cannot be sent to a worker.
   * @default 'auto'
   */
  readonly faces?: 'auto' | false;
}

const isSource = (value: unknown): boolean =>
  typeof value === 'string' ||
  value instanceof URL ||
  (Array.isArray(value) && value.length > 0 && Array.from(value).every((file) => file instanceof Blob));

export const workerClassifierTable: OptionTable<WorkerClassifierOptions, 'backend' | 'faces' | 'threshold'> = {
  worker: workerRule,
  model: custom('a path, a URL, or a list of files', isSource),
  backend: withDefault('auto', backendRule),
  faces: withDefault('auto', oneOf('auto', false)),
  temperature: temperatureRule,
  threshold: withDefault(0, number({ from: 0, to: 1 })),
  onProgress: callbackRule,
  signal: signalRule,
};

/**
 * Creates a classifier that runs in a worker, so that the page stays responsive. It is used like the classifier of
 * `createClassifier`.
 *
 * The worker is a file of your project with two lines, so that your bundler can find and serve it. Node, and
 * `@ferkit/core/browser` for pages without a bundler, bring a worker of their own:
 * ```ts
 * // ferkit.worker.ts
 * import { serveWorker } from '@ferkit/core/worker';
 * serveWorker();
 * ```
 * @throws the errors of `createClassifier`; WORKER_FAILED if the worker's script cannot be loaded or fails
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
export async function createWorkerClassifier(options: WorkerClassifierOptions = {}): Promise<Classifier> {
  const check = (): void => checkOptions(options, workerClassifierTable);
  const connection = new WorkerConnection(workerOf(options, check));
  try {
    check();
    const { signal, onProgress } = options;
    const request = { options: serializeOptions(options) };
    const info = await connection.call('create', request, { signal, onEvent: onProgress });
    return new WorkerClassifier(connection, info);
  } catch (error) {
    connection.end(new FerError('DISPOSED', { object: 'Classifier', failed: 'The classifier could not be created' }));
    throw error;
  }
}

function serializeOptions(options: WorkerClassifierOptions): SerializedClassifierOptions {
  const { model, backend, faces, temperature, threshold } = options;
  const source = typeof model === 'string' || model instanceof URL ? absoluteUrl(model) : model;
  return {
    ...(source === undefined ? {} : { model: source }),
    ...(backend === undefined ? {} : { backend: serializeBackend(backend) }),
    ...(faces === undefined ? {} : { faces }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(threshold === undefined ? {} : { threshold }),
  };
}
