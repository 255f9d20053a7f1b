import type { ReactElement } from 'react';
import { ErrorNotice } from '../elements/ErrorNotice';
import { deferView } from '../elements/deferView';
import type { TrainingMessages } from '../messages/trainingMessages';
import type { TrainingData } from './TrainingOptions';
import type { TrainingState } from './useTraining';

interface TrainingRunProps {
  readonly state: TrainingState;
  readonly data: TrainingData | null | undefined;
  readonly saveTo: string | null;
  readonly messages: TrainingMessages;
}

// Both load beside the engine, which takes longer.
const TrainingProgressBar = /* @__PURE__ */ deferView(
  async () => (await import('./TrainingProgressBar')).TrainingProgressBar,
);
const TrainingRecord = /* @__PURE__ */ deferView(async () => (await import('./TrainingRecord')).TrainingRecord);

/** A training run: what can be done with it, how far it is, and what came of it. */
export function TrainingRun({ state, data, saveTo, messages }: TrainingRunProps): ReactElement {
  const { status, progress, error } = state;
  const start = (): void => {
    if (data) state.start(data);
  };
  return (
    <>
      <div className="ferkit-run">
        <TrainingButtons state={state} onStart={data ? start : undefined} messages={messages} />
        {(status === 'running' || progress !== null) && <TrainingProgressBar state={state} messages={messages} />}
      </div>
      {error !== null && (
        <ErrorNotice
          error={error}
          onRetry={state.canResume ? state.resume : data ? start : undefined}
          messages={messages}
        />
      )}
      {status !== 'idle' && <TrainingRecord state={state} saveTo={saveTo} messages={messages} />}
    </>
  );
}

interface TrainingButtonsProps {
  readonly state: TrainingState;
  /** Left out where there is nothing to learn from. */
  readonly onStart: (() => void) | undefined;
  readonly messages: TrainingMessages;
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
