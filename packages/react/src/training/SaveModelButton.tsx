import type { FerModel } from '@ferkit/core';
import { type ReactElement, useCallback, useState } from 'react';
import { ErrorNotice } from '../elements/ErrorNotice';
import type { RunMessages } from '../messages/runMessages';
import { toError } from '../toError';

interface SaveModelButtonProps {
  readonly model: FerModel | null;
  /** False leaves the button out. */
  readonly saveTo: string | false;
  readonly messages: RunMessages;
}

/** A button that saves a model, and tells how that went. */
export function SaveModelButton({ model, saveTo, messages }: SaveModelButtonProps): ReactElement {
  const { status, error, save } = useSavedModel(model);
  return (
    <>
      {saveTo !== false && model !== null && (
        <button type="button" disabled={status === 'saving'} onClick={() => save(model, saveTo)}>
          {status === 'saving' ? messages.savingModel : messages.saveModel}
        </button>
      )}
      {status === 'saved' && <p role="status">{messages.modelSaved}</p>}
      {error !== null && <ErrorNotice error={error} messages={messages} />}
    </>
  );
}

interface SavedModelState {
  readonly status: 'idle' | 'saving' | 'saved' | 'error';
  readonly error: Error | null;
  readonly save: (model: FerModel, target: string) => void;
}

interface Save extends Omit<SavedModelState, 'save'> {
  readonly model: FerModel | null;
}

/** Saves models. The status is that of the given model: a new model starts at `idle`. */
function useSavedModel(model: FerModel | null): SavedModelState {
  const [last, setLast] = useState<Save>({ status: 'idle', error: null, model: null });
  const save = useCallback((saved: FerModel, target: string) => {
    const write = async (): Promise<void> => {
      const { saveModel } = await import('@ferkit/core');
      await saveModel(saved, target);
    };
    setLast({ status: 'saving', error: null, model: saved });
    write().then(
      () => setLast({ status: 'saved', error: null, model: saved }),
      (cause: unknown) => setLast({ status: 'error', error: toError(cause), model: saved }),
    );
  }, []);
  const { status, error } = last.model === model ? last : { status: 'idle' as const, error: null };
  return { status, error, save };
}
