import type { ReactElement } from 'react';
import { ConfusionMatrix } from '../confusion/ConfusionMatrix';
import type { Messages } from '../messages/Messages';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { runMessages } from '../messages/runMessages';
import { TrainingCurves } from './TrainingCurves';
import type { TrainingState } from './useTraining';

interface TrainingDetailsProps {
  readonly state: TrainingState;
  /** True for the confusion matrix of the best epoch, whose weights are kept, in place of the last one. @default false */
  readonly isBest?: boolean;
  readonly messages: Partial<Messages>;
}

/** The curves of a run, its confusion matrix, backend and device. */
export function TrainingDetails({ state, isBest = false, messages: overrides }: TrainingDetailsProps): ReactElement {
  const { started, history, bestEpoch } = state;
  const confusion = isBest ? state.bestConfusion : state.confusion;
  const messages = useTexts(runMessages, overrides);
  const { count } = numberFormats(messages.locale);
  return (
    <>
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
          caption={messages.confusionAfterEpoch(count(isBest && bestEpoch !== null ? bestEpoch : history.length))}
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
    </>
  );
}
