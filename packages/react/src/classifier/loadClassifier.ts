import type { BackendChoice, Classifier, FaceChoice, FerModel, LoadEvent, ModelSource } from '@ferkit/core';
import type { WorkerClassifierOptions } from '@ferkit/core/worker';
import { FerError, isFerError } from '@ferkit/core/metrics';
import { omitUndefined } from '../omitUndefined';
import { warnOfPage } from '../warnOfPage';

/** A classifier, or the options to create one with. */
export interface ClassifierOptions {
  /** A classifier on this thread or in a worker; it stays yours to dispose of. @default one is created from the other options */
  readonly classifier?: Classifier | undefined;
  /** A model, or the source of one. @default the bundled model */
  readonly model?: FerModel | ModelSource | undefined;
  /** Backend of the classifier. @default 'auto' */
  readonly backend?: BackendChoice | undefined;
  /** Face detection, as for `createClassifier`: `auto`, false for pictures that are cropped faces, or a detector; in a worker no detector. @default 'auto' */
  readonly faces?: FaceChoice | undefined;
  /** Softmax temperature: above 1 softens the scores, below 1 sharpens them. @default the model's own */
  readonly temperature?: number | undefined;
  /** Minimum score in [0, 1]: faces below it have the label null, "uncertain". It can change at any time. @default 0 */
  readonly threshold?: number | undefined;
  /**
   * True classifies in a worker that comes with ferkit, so that the page stays responsive; where it cannot start, and with a model or a
   * detector that is an object of the page, the page's own thread classifies, which `runsIn` tells. False is always that thread. A function
   * starts a worker of yours, whose script calls `serveWorker`. Workers end with the component.
   * @default true
   */
  readonly worker?: boolean | (() => WorkerClassifierOptions['worker']) | undefined;
}

interface Loading {
  readonly signal: AbortSignal;
  readonly onProgress: (event: LoadEvent) => void;
}

/** A classifier, and the thread in which it runs. */
export interface PlacedClassifier {
  readonly classifier: Classifier;
  readonly runsIn: 'worker' | 'page';
  /** The reason why it does not run in ferkit's worker, if that was tried. */
  readonly workerError: Error | null;
}

/**
 * Creates a classifier: in the user's worker, in ferkit's own, or on the page if that one cannot start. The engine is imported here, so
 * that pages without a classifier, and servers, do not load it.
 */
export async function loadClassifier(options: ClassifierOptions, loading: Loading): Promise<PlacedClassifier> {
  const { worker = true } = options;
  let workerError: Error | null = null;
  if (typeof worker === 'function') {
    refuseObjects(options);
    return { classifier: await createInWorker(options, loading, worker), runsIn: 'worker', workerError };
  }
  if (worker && objectOf(options) === undefined) {
    try {
      return { classifier: await createInWorker(options, loading), runsIn: 'worker', workerError };
    } catch (error) {
      loading.signal.throwIfAborted();
      if (!isFerError(error, 'WORKER_FAILED')) throw error;
      workerError = error;
      warnOfPage('The classifier', error);
    }
  }
  const { createClassifier } = await import('@ferkit/core');
  loading.signal.throwIfAborted();
  const classifier = await createClassifier({ ...settingsOf(options), ...loading });
  return { classifier, runsIn: 'page', workerError };
}

async function createInWorker(
  options: ClassifierOptions,
  loading: Loading,
  start?: Extract<ClassifierOptions['worker'], () => unknown>,
): Promise<Classifier> {
  const { createWorkerClassifier } = await import('@ferkit/core/worker');
  loading.signal.throwIfAborted();
  return createWorkerClassifier({
    ...(settingsOf(options) as Parameters<typeof createWorkerClassifier>[0]),
    ...loading,
    ...(start === undefined ? {} : { worker: start() }),
  });
}

const settingsOf = ({ model, backend, faces, temperature }: ClassifierOptions): object =>
  omitUndefined({ model, backend, faces, temperature });

/** The option whose value is an object of this page, which cannot be sent to a worker. */
function objectOf({ model, faces }: ClassifierOptions): 'faces' | 'model' | undefined {
  if (typeof faces === 'object') return 'faces';
  return typeof model === 'object' && 'layers' in model ? 'model' : undefined;
}

function refuseObjects(options: ClassifierOptions): void {
  const option = objectOf(options);
  if (option === undefined) return;
  throw new FerError('OPTION_INVALID', {
    option,
    failed: 'Cannot create a classifier in a worker',
    expected: option === 'faces' ? '"auto" or false' : 'the source of a model',
    received: option === 'faces' ? 'a detector of this page' : 'a model of this page',
    next: `Leave out worker, or pass ${option} in that form.`,
  });
}
