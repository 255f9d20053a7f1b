import type { Classifier, LoadEvent } from '@ferkit/core';
import { useEffect, useMemo, useState } from 'react';
import { useLatest } from '../hooks/useLatest';
import { useStable } from '../hooks/useStable';
import { toError } from '../toError';
import type { ClassifierOptions, PlacedClassifier } from './loadClassifier';

interface LoadedClassifier {
  readonly classifier: Classifier | null;
  readonly progress: LoadEvent | null;
  readonly error: Error | null;
  readonly runsIn: 'worker' | 'page' | null;
  readonly workerError: Error | null;
}

const initial: LoadedClassifier = { classifier: null, progress: null, error: null, runsIn: null, workerError: null };

/**
 * Loads a classifier while it is needed and a new one when the options change, and disposes of the classifiers that it
 * created.
 * @param attempt - a new number loads again
 */
export function useLoadedClassifier(options: ClassifierOptions, isNeeded: boolean, attempt: number): LoadedClassifier {
  const { classifier: own, model, backend, faces, temperature, worker = true } = options;
  const latest = useLatest(options);
  const stable = useStable([model, backend, faces, temperature]);
  // A new token for each set of options, so that results of earlier loads are ignored.
  const place = typeof worker === 'function' ? 'yours' : worker;
  const token = useMemo(
    () => ({}),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a new token for each change of these values
    [own, stable, place, attempt],
  );
  const [loaded, setLoaded] = useState<LoadedClassifier & { readonly token: object }>();

  useEffect(() => {
    if (!isNeeded || own !== undefined) return;
    const controller = new AbortController();
    const update = (change: Partial<LoadedClassifier>): void => {
      if (!controller.signal.aborted) setLoaded({ ...initial, ...change, token });
    };
    const load = async (): Promise<PlacedClassifier> => {
      const { loadClassifier } = await import('./loadClassifier');
      const { signal } = controller;
      signal.throwIfAborted();
      return loadClassifier(latest.current, { signal, onProgress: (progress) => update({ progress }) });
    };
    const loading = load();
    loading.then(update, (error: unknown) => update({ error: toError(error) }));
    return () => {
      controller.abort();
      setLoaded(undefined);
      loading.then(
        ({ classifier }) => classifier.dispose(),
        () => undefined,
      );
    };
  }, [isNeeded, own, token, latest]);

  if (own !== undefined) return { ...initial, classifier: own };
  return loaded?.token === token ? loaded : initial;
}
