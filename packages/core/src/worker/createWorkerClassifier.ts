import { platform } from '#platform';
import type { AmbientType } from '../AmbientType';
import type { BackendChoice } from '../backends/BackendProvider';
import { FerError } from '../errors';
import type { Classifier } from '../inference/Classifier';
import type { CreateClassifierOptions } from '../inference/createClassifier';
import { downloadSize } from '../inference/DownloadProgress';
import type { ModelSource } from '../models/openModelSource';
import { notify } from '../notify';
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
import { openConnection, workerRule } from './WorkerConnection';
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
   * @default a worker of its own
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
 * The worker comes with the package, as files of `dist/worker` that Vite, webpack, Next.js and Parcel copy; esbuild and Rollup do not,
 * see docs/browsers.md. Where its script cannot start, the call fails with WORKER_FAILED, and `createClassifier` still works. A worker of
 * yours is a file of your project with two lines:
 * ```ts
 * // ferkit.worker.ts
 * import { serveWorker } from '@ferkit/core/worker';
 * serveWorker();
 * ```
 * @throws the errors of `createClassifier`; WORKER_FAILED if the worker's script cannot be loaded or fails
 *
 * @example
 * ```ts
 * const classifier = await createWorkerClassifier();
 * const faces = await classifier.classify(file);
 * classifier.dispose();
 * ```
 */
export async function createWorkerClassifier(options: WorkerClassifierOptions = {}): Promise<Classifier> {
  const check = (): void => checkOptions(options, workerClassifierTable);
  const connection = openConnection(options, check);
  try {
    check();
    const { signal, onProgress } = options;
    // Before the worker's script, which is a part of it, has arrived.
    if (platform.threads === undefined) {
      await notify(onProgress, { type: 'download', loaded: 0, total: downloadSize(options) }, { signal });
    }
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
