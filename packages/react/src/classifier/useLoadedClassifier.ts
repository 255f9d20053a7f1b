import type {
  BackendChoice,
  Classifier,
  FaceChoice,
  FerModel,
  LoadEvent,
  ModelSource,
  WasmOptions,
} from '@ferkit/core';
import { FerError } from '@ferkit/core/metrics';
import { useEffect, useMemo, useState } from 'react';
import { omitUndefined } from '../omitUndefined';
import { useLatest } from '../hooks/useLatest';

/** How far a classifier is. */
interface LoadedClassifier {
  readonly classifier: Classifier | null;
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

interface Loading {
  readonly signal: AbortSignal;
  readonly onProgress: (event: LoadEvent) => void;
}

/** Makes a classifier. The engine is loaded only now, so that a page without one, or a server, never sees it. */
async function loadClassifier(
  { model, backend, faces, temperature, worker, wasm }: ClassifierOptions,
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
      failed: 'Cannot make a classifier in a worker',
      expected: option === 'faces' ? '"auto" or false' : 'where the model lies',
      received: option === 'faces' ? 'a detector of this page' : 'a model of this page',
      next: 'Leave out worker, or pass what can travel to it.',
    });
  }
  const { createWorkerClassifier } = await import('@ferkit/core/worker');
  loading.signal.throwIfAborted();
  return createWorkerClassifier({
    ...omitUndefined({ model, backend, faces, temperature, wasm }),
    ...loading,
    worker: worker(),
  });
}

/** What classifies: a classifier that is there already, or what one is made of. */
export interface ClassifierOptions {
  /** A classifier of your own, on this thread or in a worker. It stays yours to dispose. @default one is made */
  readonly classifier?: Classifier | undefined;
  /** A model, or where one lies. @default the bundled model */
  readonly model?: FerModel | ModelSource | undefined;
  /** @default 'auto' */
  readonly backend?: BackendChoice | undefined;
  /** Where faces come from, as for `createClassifier`; in a worker only `auto` and `false`. @default 'auto' */
  readonly faces?: FaceChoice | undefined;
  /** Softens (above 1) or sharpens (below 1) the scores. @default what the model says */
  readonly temperature?: number | undefined;
  /** Below this highest score the label is null, "uncertain". In [0, 1]; it can be changed at any time. @default 0 */
  readonly threshold?: number | undefined;
  /**
   * Starts a worker whose script calls `serveWorker`, so that the page stays smooth. It ends with the component.
   * @default the page classifies
   */
  readonly worker?: (() => Worker) | undefined;
  /** Where the WebAssembly files are served, for a worker; the page itself is told by `configureWasm`. @default none is needed */
  readonly wasm?: WasmOptions | undefined;
}
