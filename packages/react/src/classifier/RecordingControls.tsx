import { type ReactElement, useEffect, useRef, useState } from 'react';
import { useThrottledText } from '../hooks/useThrottledText';
import { numberFormats } from '../messages/numberFormats';
import type { RecordingMessages } from '../messages/recordingMessages';
import { writeTime } from '../messages/timeFormat';
import type { ExpressionTimelineState } from '../timeline/useExpressionTimeline';

interface FilmProgressProps {
  readonly recording: ExpressionTimelineState;
  readonly messages: RecordingMessages;
}

/** Minimum milliseconds between two announcements of the progress. */
const ANNOUNCEMENT_INTERVAL = 5000;

/** How much of a film is analysed, and the time that is left. */
export function FilmProgress({ recording: { status, progress, data }, messages }: FilmProgressProps): ReactElement {
  const isEnded = status === 'done' || status === 'error';
  const left = useTimeLeft(progress, status === 'recording');
  const { share: writeShare } = numberFormats(messages.locale);
  const share = progress?.share;
  const text = isEnded
    ? messages.filmAnalysed(writeTime(lengthOf(data), messages.locale))
    : messages.filmProgress({
        share: share === undefined ? null : writeShare(share),
        left: left === null ? null : writeTime(left, messages.locale),
      });
  const announced = useThrottledText(text, isEnded ? 0 : ANNOUNCEMENT_INTERVAL);
  return (
    <div className="ferkit-loading">
      {!isEnded && <progress aria-label={text} value={share} />}
      {status !== 'error' && <p>{text}</p>}
      {!isEnded && progress?.decoder === 'element' && <p className="ferkit-hint">{messages.filmSought}</p>}
      <p className="ferkit-hidden" role="status">
        {announced}
      </p>
    </div>
  );
}

/** The time until the end of a film in seconds, by the speed since it started or went on; null while it is unknown. */
function useTimeLeft(progress: ExpressionTimelineState['progress'], isRunning: boolean): number | null {
  const began = useRef<{ readonly now: number; readonly time: number } | null>(null);
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    if (!isRunning || progress?.end === undefined) {
      began.current = null;
      return;
    }
    const { time, end } = progress;
    const now = performance.now();
    began.current ??= { now, time };
    const done = time - began.current.time;
    if (done > 0) setLeft(((end - time) * (now - began.current.now)) / (1000 * done));
  }, [progress, isRunning]);
  return isRunning ? left : null;
}

interface RecordingControlsProps {
  readonly recording: ExpressionTimelineState;
  readonly isOfFilm: boolean;
  /** True if there is something to record. */
  readonly isLive: boolean;
  /** Takes the film away. */
  readonly onCancel: () => void;
  readonly messages: RecordingMessages;
}

/** Buttons that start, pause and clear a recording, or pause and cancel the analysis of a film. */
export function RecordingControls(props: RecordingControlsProps): ReactElement | null {
  const { recording, isOfFilm, isLive, onCancel, messages } = props;
  const { status, data, dropped, start, pause, clear } = recording;
  const { count } = numberFormats(messages.locale);
  const isRecording = status === 'recording';
  const isPaused = status === 'paused';
  if (isOfFilm && !isRecording && !isPaused) return null;
  return (
    <div className="ferkit-actions">
      {(isLive || isOfFilm) && (
        <button
          type="button"
          data-primary={isRecording || isOfFilm ? undefined : ''}
          onClick={isRecording ? pause : start}
        >
          {isRecording ? messages.pauseRecording : isPaused ? messages.resumeRecording : messages.recordTimeline}
        </button>
      )}
      {isOfFilm ? (
        <button type="button" onClick={onCancel}>
          {messages.cancelFilm}
        </button>
      ) : (
        data !== null && (
          <>
            <button type="button" onClick={clear}>
              {messages.clearRecording}
            </button>
            <span className="ferkit-hint">
              {messages.recordedTime(writeTime(lengthOf(data), messages.locale))}
              {dropped > 0 && ` ${messages.framesDropped(count(dropped))}`}
            </span>
          </>
        )
      )}
    </div>
  );
}

/** Seconds between the first and the last frame. */
const lengthOf = (data: ExpressionTimelineState['data']): number =>
  data === null || data.times.length === 0 ? 0 : data.times.at(-1)! - data.times[0]!;
