import type { LoadEvent } from '@ferkit/core';
import type { FaceClassifier } from '@ferkit/core/worker';
import { useEffect, useMemo, useState } from 'react';
import { useLatest } from '../hooks/useLatest';
import type { ClassifierOptions } from './ClassifierOptions';
import { loadClassifier } from './loadClassifier';

/** How far a classifier is. */
export interface LoadedClassifier {
  readonly classifier: FaceClassifier | null;
  readonly progress: LoadEvent | null;
  readonly error: Error | null;
}

const nothing: LoadedClassifier = { classifier: null, progress: null, error: null };

/** What a choice is told apart by: addresses and names by what they say, everything else by being the same thing. */
function keyOf(choice: unknown): unknown {
  if (choice instanceof URL) return choice.href;
  const isPlain =
    typeof choice === 'object' && choice !== null && [Object, Array].includes(choice.constructor as never);
  const isText = isPlain && Object.values(choice).every((value) => typeof value !== 'object');
  return isText ? JSON.stringify(choice) : choice;
}

/**
 * Loads a classifier while it is wanted, another one when the options say another, and disposes of those that it made.
 * @param attempt - another number loads again
 */
export function useLoadedClassifier(options: ClassifierOptions, isWanted: boolean, attempt: number): LoadedClassifier {
  const { classifier: given, model, backend, faces, temperature, wasm, worker } = options;
  const latest = useLatest(options);
  // What loading is for; whatever comes from an earlier one is told apart by it.
  const [modelKey, backendKey, facesKey, wasmKey] = [model, backend, faces, wasm].map(keyOf);
  const usesWorker = worker !== undefined;
  const token = useMemo(
    () => ({}),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a token for each of what they say
    [given, modelKey, backendKey, facesKey, wasmKey, temperature, usesWorker, attempt],
  );
  const [loaded, setLoaded] = useState<LoadedClassifier & { readonly token: object }>();

  useEffect(() => {
    if (!isWanted || given !== undefined) return;
    const controller = new AbortController();
    const tell = (news: Partial<LoadedClassifier>): void => {
      if (!controller.signal.aborted) setLoaded({ ...nothing, ...news, token });
    };
    const loading = loadClassifier(latest.current, {
      signal: controller.signal,
      onProgress: (progress) => tell({ progress }),
    });
    loading.then(
      (classifier) => tell({ classifier }),
      (error: unknown) => tell({ error: error instanceof Error ? error : new Error(String(error)) }),
    );
    return () => {
      controller.abort();
      setLoaded(undefined);
      loading.then(
        (classifier) => classifier.dispose(),
        () => undefined,
      );
    };
  }, [isWanted, given, token, latest]);

  if (given !== undefined) return { ...nothing, classifier: given };
  return loaded?.token === token ? loaded : nothing;
}
