import type { RunMessages } from '../messages/runMessages';
import { numberFormats } from '../messages/numberFormats';
import type { TrainingState } from './useTraining';

/** Where a run stands, in a sentence; empty where nothing was started, and at errors, which are told by themselves. */
export function describeRun({ status, started, history, bestEpoch }: TrainingState, messages: RunMessages): string {
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
