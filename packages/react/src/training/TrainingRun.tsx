import type { ReactElement } from 'react';
import { deferView } from '../elements/deferView';
import { ErrorNotice } from '../elements/ErrorNotice';
import type { TrainingMessages } from '../messages/trainingMessages';
import type { TrainingData } from './TrainingOptions';
import type { TrainingState } from './useTraining';

interface TrainingRunProps {
  readonly state: TrainingState;
  readonly data: TrainingData | null | undefined;
  /** False leaves the save button out. */
  readonly saveTo: string | false;
  readonly messages: TrainingMessages;
}

// Both load in parallel with the engine, which takes longer.
const TrainingProgressBar = /* @__PURE__ */ deferView(
  async () => (await import('./TrainingProgressBar')).TrainingProgressBar,
);
const TrainingRecord = /* @__PURE__ */ deferView(async () => (await import('./TrainingRecord')).TrainingRecord);

/** Buttons, progress, errors and results of a training run. */
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
  /** Undefined without data. */
  readonly onStart: (() => void) | undefined;
  readonly messages: TrainingMessages;
}

/** The buttons that fit the status of a run: stop, or resume and start. */
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
  return (
    <div className="ferkit-choices">
      {canResume && status === 'stopped' && (
        <button type="button" data-primary="" data-fill="" onClick={state.resume}>
          {messages.resumeTraining}
        </button>
      )}
      <button
        type="button"
        data-primary={isFirst ? '' : undefined}
        data-fill={isFirst ? '' : undefined}
        disabled={onStart === undefined}
        onClick={onStart}
      >
        {isFirst ? messages.startTraining : messages.restartTraining}
      </button>
    </div>
  );
}
