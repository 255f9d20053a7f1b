import type { FerModel } from '@ferkit/core';
import { type ReactElement, useCallback, useState } from 'react';
import { ErrorNotice } from '../elements/ErrorNotice';
import { ConfusionMatrix } from '../confusion/ConfusionMatrix';
import { useThrottledText } from '../hooks/useThrottledText';
import type { Messages } from '../messages/Messages';
import { useWords } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { runMessages, type RunMessages } from '../messages/runMessages';
import { TrainingCurves } from './TrainingCurves';
import type { TrainingState } from './useTraining';

/** Props of {@link TrainingRecord}. */
interface TrainingRecordProps {
  readonly state: TrainingState;
  readonly saveTo: string | null;
  readonly messages: Partial<Messages>;
}

/** At most so often is the state of a run read aloud, in milliseconds. */
const CALM = 4000;

/** What a run has come to: how it ended, its model as a file, its curves, the matrix after the last epoch, what it runs on. */
export function TrainingRecord({ state, saveTo, messages: overrides }: TrainingRecordProps): ReactElement {
  const { status, started, history, confusion } = state;
  const messages = useWords(runMessages, overrides);
  const saved = useSavedModel(state.model);
  const said = useThrottledText(describeRun(state, messages), CALM);
  const { count } = numberFormats(messages.locale);
  return (
    <>
      {(status === 'finished' || status === 'stopped') && (
        <div className="ferkit-outcome">
          <p>{describeRun(state, messages)}</p>
          {saveTo !== null && state.model !== null && history.length > 0 && (
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
          caption={null}
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
        </p>
      )}
      <p className="ferkit-hidden" role="status">
        {said}
      </p>
    </>
  );
}

/** Where a run stands, in a sentence; empty where nothing was started, and at errors, which are told by themselves. */
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

/** How the saving of a model goes. */
interface SavedModelState {
  readonly status: 'idle' | 'saving' | 'saved' | 'error';
  readonly error: Error | null;
  readonly save: (model: FerModel, target: string) => void;
}

interface Save extends Omit<SavedModelState, 'save'> {
  readonly model: FerModel | null;
}

/** Saves a model; what is told is of that model, and nothing of another. */
function useSavedModel(model: FerModel | null): SavedModelState {
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
