import type { Dataset, DatasetProgress, DatasetSource, OpenDatasetOptions } from '@ferkit/core/datasets';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { omitUndefined } from '../omitUndefined';
import { toError } from '../toError';
import { useLatest } from './useLatest';
import { useStable } from './useStable';

/** Options of {@link useDataset}: those of `openDataset` but for its signal, which the hook holds itself. */
export type UseDatasetOptions = {
  readonly [Name in Exclude<keyof OpenDatasetOptions, 'signal'>]?: OpenDatasetOptions[Name] | undefined;
};

/** Result of {@link useDataset}. */
export interface DatasetState {
  /** `idle` without a source. */
  readonly status: 'idle' | 'loading' | 'ready' | 'error';
  /** Progress of reading; null before its first event. */
  readonly progress: DatasetProgress | null;
  /** The dataset; null until it is read. */
  readonly dataset: Dataset | null;
  /** Error of reading: a `FerError` if the source is at fault. */
  readonly error: Error | null;
  /** Reads the source again. */
  readonly retry: () => void;
}

type ReadState = Pick<DatasetState, 'progress' | 'dataset' | 'error'>;

const initial: ReadState = { progress: null, dataset: null, error: null };

/**
 * Reads a dataset as `openDataset` does, reads again when the source or the options change, and stops when the component
 * unmounts. Source and options may be written inline: plain objects and arrays are compared by content.
 * @param source - files, addresses or bytes; null or undefined reads nothing
 *
 * @example
 * ```tsx
 * const [files, setFiles] = useState<FileList | null>(null);
 * const { status, progress, dataset, error } = useDataset(files, { onBadRow: 'skip' });
 * return (
 *   <>
 *     <input type="file" multiple onChange={({ target }) => setFiles(target.files)} />
 *     {status === 'loading' ? `${progress?.rows ?? 0} rows` : error ? error.message : dataset?.name}
 *   </>
 * );
 * ```
 */
export function useDataset(source?: DatasetSource | null, options: UseDatasetOptions = {}): DatasetState {
  const { onProgress, ...rest } = options;
  const stableSource = useStable(source ?? null);
  const stableOptions = useStable(rest);
  const latestOnProgress = useLatest(onProgress);
  const [attempt, setAttempt] = useState(0);
  // A new token for each read, so that results of earlier reads are ignored.
  const token = useMemo(
    () => ({}),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a new token for each change of these values
    [stableSource, stableOptions, attempt],
  );
  const [read, setRead] = useState<ReadState & { readonly token: object }>();

  useEffect(() => {
    if (stableSource === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    const update = (change: Partial<ReadState>): void => {
      if (!signal.aborted) setRead({ ...initial, ...change, token });
    };
    const open = async (): Promise<Dataset> => {
      const { openDataset } = await import('@ferkit/core/datasets');
      return openDataset(stableSource, {
        ...omitUndefined(stableOptions),
        signal,
        onProgress: (progress) => {
          update({ progress });
          if (!signal.aborted) latestOnProgress.current?.(progress);
        },
      });
    };
    open().then(
      (dataset) => update({ dataset }),
      (error: unknown) => update({ error: toError(error) }),
    );
    return () => {
      controller.abort();
      setRead(undefined);
    };
  }, [stableSource, stableOptions, token, latestOnProgress]);

  const current = stableSource !== null && read?.token === token ? read : initial;
  const { progress, dataset, error } = current;
  const status = stableSource === null ? 'idle' : error ? 'error' : dataset ? 'ready' : 'loading';
  return { status, progress, dataset, error, retry: useCallback(() => setAttempt((count) => count + 1), []) };
}
