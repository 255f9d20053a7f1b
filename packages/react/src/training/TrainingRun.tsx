import type { ReactElement } from 'react';
import { ErrorNotice } from '../classifier/ErrorNotice';
import { ConfusionMatrix } from '../confusion/ConfusionMatrix';
import { useCalmText } from '../hooks/useCalmText';
import type { BaseMessages } from '../messages/Messages';
import { numberFormats } from '../messages/numberFormats';
import { describeRun } from './describeRun';
import { TrainingCurves } from './TrainingCurves';
import type { TrainingData } from './TrainingOptions';
import { TrainingProgressBar } from './TrainingProgressBar';
import { useSavedModel } from './useSavedModel';
import type { TrainingState } from './useTraining';

interface TrainingRunProps {
  readonly state: TrainingState;
  readonly data: TrainingData | null | undefined;
  readonly saveTo: string | null;
  readonly messages: BaseMessages;
}

/** At most so often is the state of a run read aloud, in milliseconds. */
const CALM = 4000;

/** A training run: what can be done with it, how far it is, and what came of it. */
export function TrainingRun({ state, data, saveTo, messages }: TrainingRunProps): ReactElement {
  const { status, started, progress, history, confusion, error } = state;
  const saved = useSavedModel(state.model);
  const { count } = numberFormats(messages.locale);
  const said = useCalmText(describeRun(state, messages), CALM);
  const start = (): void => {
    if (data) state.start(data);
  };
  return (
    <>
      <div className="ferkit-run">
        <TrainingButtons state={state} onStart={data ? start : undefined} messages={messages} />
        {(status === 'running' || progress !== null) && <TrainingProgressBar state={state} messages={messages} />}
      </div>
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
      {error !== null && (
        <ErrorNotice
          error={error}
          onRetry={state.canResume ? state.resume : data ? start : undefined}
          messages={messages}
        />
      )}
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

interface TrainingButtonsProps {
  readonly state: TrainingState;
  /** Left out where there is nothing to learn from. */
  readonly onStart: (() => void) | undefined;
  readonly messages: BaseMessages;
}

/** What can be done next. */
function TrainingButtons({ state, onStart, messages }: TrainingButtonsProps): ReactElement {
  const { status, canResume, isStopping } = state;
  if (status === 'running') {
    return (
      <button type="button" disabled={isStopping} onClick={state.stop}>
        {messages.stopTraining}
      </button>
    );
  }
  const isFirst = status === 'idle';
  const goesOn = canResume && status === 'stopped';
  return (
    <div className="ferkit-choices">
      {goesOn && (
        <button type="button" data-primary="" onClick={state.resume}>
          {messages.resumeTraining}
        </button>
      )}
      <button type="button" data-primary={isFirst ? '' : undefined} disabled={onStart === undefined} onClick={onStart}>
        {isFirst ? messages.startTraining : messages.restartTraining}
      </button>
    </div>
  );
}
