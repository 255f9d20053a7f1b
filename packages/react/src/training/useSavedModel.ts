import type { FerModel } from '@ferkit/core';
import { useCallback, useState } from 'react';

/** How the saving of a model goes. */
export interface SavedModelState {
  readonly status: 'idle' | 'saving' | 'saved' | 'error';
  readonly error: Error | null;
  readonly save: (model: FerModel, target: string) => void;
}

interface Save extends Omit<SavedModelState, 'save'> {
  readonly model: FerModel | null;
}

/** Saves a model; what is told is of that model, and nothing of another. */
export function useSavedModel(model: FerModel | null): SavedModelState {
  const [last, setLast] = useState<Save>({ status: 'idle', error: null, model: null });
  const save = useCallback((wanted: FerModel, target: string) => {
    const write = async (): Promise<void> => {
      const { saveModel } = await import('@ferkit/core');
      await saveModel(wanted, target);
    };
    setLast({ status: 'saving', error: null, model: wanted });
    write().then(
      () => setLast({ status: 'saved', error: null, model: wanted }),
      (cause: unknown) => {
        const error = cause instanceof Error ? cause : new Error(String(cause));
        setLast({ status: 'error', error, model: wanted });
      },
    );
  }, []);
  const { status, error } = last.model === model ? last : { status: 'idle' as const, error: null };
  return { status, error, save };
}
