import type { FerModel } from '@ferkit/core';
import { type ReactElement, useCallback, useState } from 'react';
import { ErrorNotice } from '../elements/ErrorNotice';
import { ConfusionMatrix } from '../confusion/ConfusionMatrix';
import { useThrottledText } from '../hooks/useThrottledText';
import type { Messages } from '../messages/Messages';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { runMessages, type RunMessages } from '../messages/runMessages';
import { toError } from '../toError';
import { TrainingCurves } from './TrainingCurves';
import type { TrainingState } from './useTraining';

interface TrainingRecordProps {
  readonly state: TrainingState;
  /** False leaves the save button out. */
  readonly saveTo: string | false;
  readonly messages: Partial<Messages>;
}

/** Minimum milliseconds between two announcements to screen readers. */
const ANNOUNCEMENT_INTERVAL = 4000;

/** Results of a run: outcome, save button, curves, the confusion matrix after the last epoch, backend and device. */
export function TrainingRecord({ state, saveTo, messages: overrides }: TrainingRecordProps): ReactElement {
  const { status, started, history, confusion } = state;
  const messages = useTexts(runMessages, overrides);
  const saved = useSavedModel(state.model);
  const announcement = useThrottledText(describeRun(state, messages), ANNOUNCEMENT_INTERVAL);
  const { count } = numberFormats(messages.locale);
  return (
    <>
      {(status === 'finished' || status === 'stopped') && (
        <div className="ferkit-outcome">
          <p>{describeRun(state, messages)}</p>
          {saveTo !== false && state.model !== null && history.length > 0 && (
            <button type="button" disabled={saved.status === 'saving'} onClick={() => saved.save(state.model!, saveTo)}>
              {saved.status === 'saving' ? messages.savingModel : messages.saveModel}
            </button>
          )}
          {saved.status === 'saved' && <p role="status">{messages.modelSaved}</p>}
        </div>
      )}
      {saved.error !== null && <ErrorNotice error={saved.error} messages={messages} />}
      {started !== null && (
        <TrainingCurves
          caption={false}
          history={history}
          epochs={started.epochs}
          messages={messages}
          className="ferkit-inner"
        />
      )}
      {confusion !== null && (
        <ConfusionMatrix
          data={confusion}
          normalize="true"
          caption={messages.confusionAfterEpoch(count(history.length))}
          messages={messages}
          className="ferkit-inner"
        />
      )}
      {started !== null && (
        <p className="ferkit-ran">
          {messages.trainedOn({
            backend: started.backend.name,
            device: started.backend.device,
            seed: String(started.seed),
            parameters: count(started.parameters),
          })}
          {started.heldOutSamples > 0 &&
            ` ${messages.heldOutFaces(started.heldOutSamples, count(started.heldOutSamples))}`}
        </p>
      )}
      <p className="ferkit-hidden" role="status">
        {announcement}
      </p>
    </>
  );
}

/** State of a run in a sentence; empty before the first run and for errors, which have a notice. */
function describeRun({ status, started, history, bestEpoch }: TrainingState, messages: RunMessages): string {
  const { count, exactShare } = numberFormats(messages.locale);
  const epochs = count(history.length);
  switch (status) {
    case 'running':
      return started === null || history.length === 0
        ? messages.trainingPreparing
        : messages.trainingEpochDone({ epoch: epochs, epochs: count(started.epochs) });
    case 'stopped':
      return messages.trainingStopped(epochs);
    case 'finished': {
      const accuracy = history.find(({ epoch }) => epoch === bestEpoch)?.validation?.accuracy;
      return messages.trainingFinished({
        epochs,
        best: count(bestEpoch ?? history.length),
        accuracy: accuracy === undefined ? null : exactShare(accuracy),
      });
    }
    default:
      return '';
  }
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
