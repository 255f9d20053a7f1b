import type { ReactElement } from 'react';
import { useThrottledText } from '../hooks/useThrottledText';
import type { Messages } from '../messages/Messages';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { runMessages, type RunMessages } from '../messages/runMessages';
import { SaveModelButton } from './SaveModelButton';
import { TrainingDetails } from './TrainingDetails';
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
  const { status, history } = state;
  const messages = useTexts(runMessages, overrides);
  const announcement = useThrottledText(describeRun(state, messages), ANNOUNCEMENT_INTERVAL);
  return (
    <>
      {(status === 'finished' || status === 'stopped') && (
        <div className="ferkit-outcome">
          <p>{describeRun(state, messages)}</p>
          {history.length > 0 && <SaveModelButton model={state.model} saveTo={saveTo} messages={messages} />}
        </div>
      )}
      <TrainingDetails state={state} messages={messages} />
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
