import type { BackendChoice, Classifier, FaceChoice, FerModel, LoadEvent, ModelSource } from '@ferkit/core';
import type { WorkerClassifierOptions } from '@ferkit/core/worker';
import { FerError } from '@ferkit/core/metrics';
import { useEffect, useMemo, useState } from 'react';
import { omitUndefined } from '../omitUndefined';
import { useLatest } from '../hooks/useLatest';
import { useStable } from '../hooks/useStable';
import { toError } from '../toError';

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
   * Starts a worker whose script calls `serveWorker`, so that classification does not block the page. It ends with the
   * component.
   * @default the page's own thread classifies
   */
  readonly worker?: (() => WorkerClassifierOptions['worker']) | undefined;
}

interface LoadedClassifier {
  readonly classifier: Classifier | null;
  readonly progress: LoadEvent | null;
  readonly error: Error | null;
}

const initial: LoadedClassifier = { classifier: null, progress: null, error: null };

/**
 * Loads a classifier while it is needed and a new one when the options change, and disposes of the classifiers that it
 * created.
 * @param attempt - a new number loads again
 */
export function useLoadedClassifier(options: ClassifierOptions, isNeeded: boolean, attempt: number): LoadedClassifier {
  const { classifier: own, model, backend, faces, temperature, worker } = options;
  const latest = useLatest(options);
  const stable = useStable([model, backend, faces, temperature]);
  // A new token for each set of options, so that results of earlier loads are ignored.
  const usesWorker = worker !== undefined;
  const token = useMemo(
    () => ({}),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a new token for each change of these values
    [own, stable, usesWorker, attempt],
  );
  const [loaded, setLoaded] = useState<LoadedClassifier & { readonly token: object }>();

  useEffect(() => {
    if (!isNeeded || own !== undefined) return;
    const controller = new AbortController();
    const update = (change: Partial<LoadedClassifier>): void => {
      if (!controller.signal.aborted) setLoaded({ ...initial, ...change, token });
    };
    const loading = loadClassifier(latest.current, {
      signal: controller.signal,
      onProgress: (progress) => update({ progress }),
    });
    loading.then(
      (classifier) => update({ classifier }),
      (error: unknown) => update({ error: toError(error) }),
    );
    return () => {
      controller.abort();
      setLoaded(undefined);
      loading.then(
        (classifier) => classifier.dispose(),
        () => undefined,
      );
    };
  }, [isNeeded, own, token, latest]);

  if (own !== undefined) return { ...initial, classifier: own };
  return loaded?.token === token ? loaded : initial;
}

interface Loading {
  readonly signal: AbortSignal;
  readonly onProgress: (event: LoadEvent) => void;
}

/** Creates a classifier. The engine is imported here, so that pages without a classifier, and servers, do not load it. */
async function loadClassifier(
  { model, backend, faces, temperature, worker }: ClassifierOptions,
  loading: Loading,
): Promise<Classifier> {
  if (worker === undefined) {
    const { createClassifier } = await import('@ferkit/core');
    loading.signal.throwIfAborted();
    return createClassifier({ ...omitUndefined({ model, backend, faces, temperature }), ...loading });
  }
  if (typeof faces === 'object' || (typeof model === 'object' && 'layers' in model)) {
    const option = typeof faces === 'object' ? 'faces' : 'model';
    throw new FerError('OPTION_INVALID', {
      option,
      failed: 'Cannot create a classifier in a worker',
      expected: option === 'faces' ? '"auto" or false' : 'the source of a model',
      received: option === 'faces' ? 'a detector of this page' : 'a model of this page',
      next: `Leave out worker, or pass ${option} in that form.`,
    });
  }
  const { createWorkerClassifier } = await import('@ferkit/core/worker');
  loading.signal.throwIfAborted();
  return createWorkerClassifier({
    ...omitUndefined({ model, backend, faces, temperature }),
    ...loading,
    worker: worker(),
  });
}
