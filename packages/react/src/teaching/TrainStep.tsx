import { useId, type ReactElement } from 'react';
import { deferView } from '../elements/deferView';
import { ErrorNotice } from '../elements/ErrorNotice';
import { useThrottledText } from '../hooks/useThrottledText';
import type { Messages } from '../messages/Messages';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { runMessages, type RunMessages } from '../messages/runMessages';
import type { TeachingMessages } from '../messages/teachingMessages';
import { SaveModelButton } from '../training/SaveModelButton';
import { TrainingProgressBar } from '../training/TrainingProgressBar';
import type { TrainingState } from '../training/useTraining';
import { type CollectionGap, MIN_SAMPLES } from './SampleCollection';
import type { TeachingOutcome } from './readTaught';
import type { TeachingState } from './useTeaching';

interface TrainStepProps {
  readonly state: TeachingState;
  /** False leaves the button that saves the model out. */
  readonly saveTo: string | false;
  readonly messages: TeachingMessages;
  readonly overrides: Partial<Messages> | undefined;
}

// Most visitors never open them.
const TrainingDetails = /* @__PURE__ */ deferView(
  async () => (await import('../training/TrainingDetails')).TrainingDetails,
);

/** Minimum milliseconds between two announcements to screen readers. */
const ANNOUNCEMENT_INTERVAL = 4000;
/** Below this number of pictures, one of them is more than five percent, so that percents would promise too much. */
const FEWEST_FOR_PERCENTS = 20;

/** The second step: one button, its progress, and one figure at the end. */
export function TrainStep({ state, saveTo, messages, overrides }: TrainStepProps): ReactElement {
  const { training, samples, outcome, canTrainOn, train } = state;
  const { status, error, history, isStopping, canResume } = training;
  const texts = useTexts(runMessages, overrides);
  const hintId = useId();
  const isRunning = status === 'running';
  const hints = isRunning ? [] : samples.gaps.map((gap) => describeGap(gap, messages));
  const isReady = hints.length === 0;
  const isResumable = canResume && status === 'stopped';
  const goesOn = canTrainOn && !isResumable;
  if (isReady && !isRunning && training.model !== null && !canTrainOn) hints.push(messages.labelsChanged);
  const result = outcome && describeOutcome(outcome, messages);
  const announcement = useThrottledText(describeRun(training, result, texts), ANNOUNCEMENT_INTERVAL);

  const press = (): void => {
    if (isRunning) training.stop();
    else if (isResumable) training.resume();
    else if (isReady) train({ goOn: goesOn });
  };
  const first = isRunning
    ? messages.stopTraining
    : isResumable
      ? messages.resumeTraining
      : goesOn
        ? messages.trainOn
        : status === 'idle'
          ? messages.startTraining
          : messages.trainAnew;
  return (
    <>
      <div className="ferkit-choices">
        {/* One button, so that it keeps the focus. */}
        <button
          type="button"
          data-primary={isRunning ? undefined : ''}
          data-fill={isRunning ? undefined : ''}
          aria-disabled={isRunning ? isStopping || undefined : isReady || isResumable ? undefined : true}
          aria-describedby={hints.length > 0 ? hintId : undefined}
          onClick={press}
        >
          {first}
        </button>
        {!isRunning && (goesOn || isResumable) && (
          <button type="button" aria-disabled={isReady ? undefined : true} onClick={() => isReady && train()}>
            {messages.trainAnew}
          </button>
        )}
      </div>
      {hints.length > 0 && (
        <ul className="ferkit-hints" id={hintId}>
          {hints.map((hint) => (
            <li key={hint}>{hint}</li>
          ))}
        </ul>
      )}
      {isRunning && <TrainingProgressBar state={training} messages={texts} />}
      {error !== null && <ErrorNotice error={error} messages={messages} />}
      {status === 'stopped' && <p>{describeRun(training, null, texts)}</p>}
      {result !== null && (
        <div className="ferkit-result">
          <strong>{result}</strong>
          <span>{messages.heldOutMeaning}</span>
        </div>
      )}
      {!isRunning && training.model !== null && (
        <div className="ferkit-outcome">
          <SaveModelButton model={training.model} saveTo={saveTo} messages={texts} />
        </div>
      )}
      {history.length > 0 && (
        <details className="ferkit-data">
          <summary>{messages.trainingDetails}</summary>
          <TrainingDetails state={training} isBest messages={texts} />
        </details>
      )}
      <p className="ferkit-hidden" role="status">
        {announcement}
      </p>
    </>
  );
}

function describeGap(gap: CollectionGap, messages: TeachingMessages): string {
  const { count } = numberFormats(messages.locale);
  if (gap.kind === 'labels') return messages.collectHint(count(MIN_SAMPLES));
  if (gap.kind === 'name') return messages.labelInvalid;
  const { label, missing } = gap;
  return messages.labelNeeds({ label: messages.label(label.name.trim()), number: missing, written: count(missing) });
}

/** The one figure of a training: how many of the held-out pictures are right, in percents only where there are many. */
function describeOutcome({ right, of }: TeachingOutcome, messages: TeachingMessages): string {
  const { count, share } = numberFormats(messages.locale);
  const written = of < FEWEST_FOR_PERCENTS ? count(right) : share(right / of);
  return messages.heldOutRight({ right: written, of: count(of), number: of });
}

/** State of a run in a sentence; empty before the first run and for errors, which have a notice. */
function describeRun(
  { status, started, history }: TrainingState,
  result: string | null,
  messages: RunMessages,
): string {
  const { count } = numberFormats(messages.locale);
  const epochs = count(history.length);
  if (status === 'running') {
    return started === null || history.length === 0
      ? messages.trainingPreparing
      : messages.trainingEpochDone({ epoch: epochs, epochs: count(started.epochs) });
  }
  if (status === 'stopped') return messages.trainingStopped(epochs);
  return result ?? '';
}
