import type { ClassifyVideoOptions } from '@ferkit/core';
import { isFerError } from '@ferkit/core/metrics';
import { type ReactElement, useEffect, useRef } from 'react';
import { ErrorNotice } from '../elements/ErrorNotice';
import { useLatest } from '../hooks/useLatest';
import type { Messages } from '../messages/Messages';
import { useTexts } from '../messages/MessagesProvider';
import { recordingMessages, type RecordingMessages } from '../messages/recordingMessages';
import { ExpressionTimeline } from '../timeline/ExpressionTimeline';
import { useExpressionTimeline } from '../timeline/useExpressionTimeline';
import { LoadStatus } from './LoadStatus';
import { FilmProgress, RecordingControls } from './RecordingControls';
import type { EmotionClassifierState, UseEmotionClassifierOptions } from './useEmotionClassifier';

/** Options of the films that `<EmotionClassifier>` analyses. */
export type ClassifierFilmOptions = Omit<ClassifyVideoOptions, 'signal' | 'onProgress' | 'onBroken'>;

interface ClassifierTimelineProps {
  readonly state: EmotionClassifierState;
  /** Film to analyse; null for none. */
  readonly film: File | null;
  readonly filmOptions: ClassifierFilmOptions | undefined;
  /** True if there is a camera, a video or a canvas to record. */
  readonly isLive: boolean;
  /** The player of the film, or the video that is recorded, which the timeline is linked with. */
  readonly video: HTMLVideoElement | null;
  /** Gets the function that records results. */
  readonly onRecorder: (record: UseEmotionClassifierOptions['onResult']) => void;
  /** Takes the film away. */
  readonly onCancel: () => void;
  readonly onError: ((error: Error) => void) | undefined;
  readonly messages: Partial<Messages> | undefined;
}

/** The timeline of a live session that the visitor records, or of a film. */
export function ClassifierTimeline(props: ClassifierTimelineProps): ReactElement | null {
  const { state, film, filmOptions, isLive, video, onRecorder, onCancel, onError, messages: overrides } = props;
  const { classifier } = state;
  const messages = useTexts(recordingMessages, overrides);
  const recording = useExpressionTimeline({ onError });
  const { add, readFilm, clear } = recording;
  // The film of the recording, which a live session may have replaced.
  const shownFilm = useRef<File | null>(null);
  const latest = useLatest(filmOptions);

  useEffect(() => {
    onRecorder(add);
    return () => onRecorder(undefined);
  }, [onRecorder, add]);
  useEffect(() => {
    if (film === null) {
      if (shownFilm.current !== null) clear();
    } else if (classifier !== null) readFilm(classifier, film, latest.current);
    shownFilm.current = film;
  }, [film, classifier, readFilm, clear, latest]);

  const isOfFilm = film !== null;
  if (!isOfFilm && !isLive && recording.data === null) return null;
  return (
    <div className="ferkit-recording">
      {isOfFilm && classifier === null ? (
        state.error ? (
          <ErrorNotice error={state.error} onRetry={state.retry} messages={messages} />
        ) : (
          <LoadStatus progress={state.progress} messages={messages} />
        )
      ) : (
        <>
          {isOfFilm && <FilmProgress recording={recording} messages={messages} />}
          <RecordingControls
            recording={recording}
            isOfFilm={isOfFilm}
            isLive={isLive}
            onCancel={onCancel}
            messages={messages}
          />
        </>
      )}
      {recording.error && (
        <ErrorNotice error={recording.error} text={describeFault(recording.error, messages)} messages={messages} />
      )}
      {recording.data && (
        <ExpressionTimeline
          className="ferkit-inner"
          data={recording.data}
          video={isOfFilm || video?.srcObject === null ? video : null}
          toolbar
          messages={overrides}
        />
      )}
    </div>
  );
}

/** The text of an error of a film; undefined for another. */
const describeFault = (error: Error, { errorFilm }: RecordingMessages): string | undefined =>
  isFerError(error, 'VIDEO_UNREADABLE') ? errorFilm(error.details.reason) : undefined;
