import type { Dataset, DatasetProgress, DatasetSource, OpenDatasetOptions } from '@ferkit/core/datasets';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { omitUndefined } from '../omitUndefined';
import { useLatest } from './useLatest';

/** Options of {@link useDataset}: those of `openDataset` but for its signal, which the hook holds itself. */
export type UseDatasetOptions = {
  readonly [Name in Exclude<keyof OpenDatasetOptions, 'signal'>]?: OpenDatasetOptions[Name] | undefined;
};

/** What {@link useDataset} gives. */
export interface DatasetState {
  /** `idle` while there is no source. */
  readonly status: 'idle' | 'loading' | 'ready' | 'error';
  /** How far the reading is; null before the first news of it. */
  readonly progress: DatasetProgress | null;
  readonly dataset: Dataset | null;
  /** Why there is none: a `FerError` where the source is at fault. */
  readonly error: Error | null;
  /** Reads the source again. */
  readonly retry: () => void;
}

type News = Pick<DatasetState, 'progress' | 'dataset' | 'error'>;

const nothing: News = { progress: null, dataset: null, error: null };

/**
 * Reads a dataset as `openDataset` does, another one when source or options say another, and stops reading when the
 * component goes away. Source and options may be written in place: they are compared by what they say.
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
  const wanted = useSame(source ?? null);
  const how = useSame(rest);
  const tellProgress = useLatest(onProgress);
  const [attempt, setAttempt] = useState(0);
  // What reading is for; whatever comes from an earlier one is told apart by it.
  const token = useMemo(
    () => ({}),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a token for each of what they say
    [wanted, how, attempt],
  );
  const [read, setRead] = useState<News & { readonly token: object }>();

  useEffect(() => {
    if (wanted === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    const tell = (news: Partial<News>): void => {
      if (!signal.aborted) setRead({ ...nothing, ...news, token });
    };
    const open = async (): Promise<Dataset> => {
      const { openDataset } = await import('@ferkit/core/datasets');
      return openDataset(wanted, {
        ...omitUndefined(how),
        signal,
        onProgress: (progress) => {
          tell({ progress });
          if (!signal.aborted) tellProgress.current?.(progress);
        },
      });
    };
    open().then(
      (dataset) => tell({ dataset }),
      (error: unknown) => tell({ error: error instanceof Error ? error : new Error(String(error)) }),
    );
    return () => {
      controller.abort();
      setRead(undefined);
    };
  }, [wanted, how, token, tellProgress]);

  const current = wanted !== null && read?.token === token ? read : nothing;
  const { progress, dataset, error } = current;
  const status = wanted === null ? 'idle' : error ? 'error' : dataset ? 'ready' : 'loading';
  return { status, progress, dataset, error, retry: useCallback(() => setAttempt((count) => count + 1), []) };
}

/** Whether two values say the same: plain objects and arrays by what is in them, addresses as text, all else as things. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (one instanceof URL && other instanceof URL) return one.href === other.href;
  if (!isPlain(one) || !isPlain(other) || Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]))
  );
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && [Object, Array].includes(value.constructor as never);
}

/** The value as it was first, for as long as it says the same; so it may be written in place, anew with each rendering. */
function useSame<Value>(value: Value): Value {
  // In a box, since React would call a function.
  const [kept, setKept] = useState({ value });
  if (isSame(kept.value, value)) return kept.value;
  setKept({ value });
  return value;
}
