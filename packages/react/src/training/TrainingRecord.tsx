import type { ReactElement } from 'react';
import { ErrorNotice } from '../classifier/ErrorNotice';
import { ConfusionMatrix } from '../confusion/ConfusionMatrix';
import { useCalmText } from '../hooks/useCalmText';
import type { Messages } from '../messages/Messages';
import { useWords } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { runMessages } from '../messages/runMessages';
import { describeRun } from './describeRun';
import { TrainingCurves } from './TrainingCurves';
import { useSavedModel } from './useSavedModel';
import type { TrainingState } from './useTraining';

/** Props of {@link TrainingRecord}. */
export interface TrainingRecordProps {
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
  const said = useCalmText(describeRun(state, messages), CALM);
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
