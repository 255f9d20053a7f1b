import type { ReactElement } from 'react';
import type { Messages } from '../messages/Messages';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { runMessages } from '../messages/runMessages';
import type { TrainingState } from './useTraining';

interface TrainingProgressBarProps {
  readonly state: TrainingState;
  readonly messages: Partial<Messages>;
}

/** Progress of a run as a bar and in words; the bar is indeterminate while the engine loads. */
export function TrainingProgressBar({ state, messages: overrides }: TrainingProgressBarProps): ReactElement {
  const messages = useTexts(runMessages, overrides);
  const { status, progress, isStopping } = state;
  const { count } = numberFormats(messages.locale);
  const position = progress && {
    epoch: count(progress.epoch),
    epochs: count(progress.epochs),
    batch: count(progress.batch),
    batches: count(progress.batches),
  };
  const text = position ? messages.trainingProgress(position) : messages.trainingPreparing;
  const value = progress && {
    value: (progress.epoch - 1) * progress.batches + progress.batch,
    max: progress.epochs * progress.batches,
  };
  const isTimed = progress !== null && status === 'running' && Number.isFinite(progress.secondsLeft);
  return (
    <div className="ferkit-loading">
      <progress aria-label={text} {...value} />
      <p>
        <span>{text}</span>
        {isStopping ? (
          <span>{messages.trainingStopping}</span>
        ) : (
          isTimed && (
            <span>
              {messages.trainingSpeed({
                imagesPerSecond: count(Math.round(progress.imagesPerSecond)),
                left: formatDuration(progress.secondsLeft, messages.locale),
              })}
            </span>
          )
        )}
      </p>
    </div>
  );
}

/** A duration in its largest unit, as "2 min"; below a minute in steps of five seconds, so that the text does not flicker. */
function formatDuration(seconds: number, locale: string): string {
  const [value, unit] =
    seconds < 55
      ? [5 * Math.ceil(seconds / 5), 'second']
      : seconds < 5400
        ? [Math.round(seconds / 60), 'minute']
        : [Math.round(seconds / 3600), 'hour'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit }).format(value);
}
