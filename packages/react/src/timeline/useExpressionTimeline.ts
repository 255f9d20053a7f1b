import type { Classifier, ClassifyVideoOptions, VideoProgress, VideoSource } from '@ferkit/core';
import { Timeline, type TimelineColumns, type TimelineFace } from '@ferkit/core/metrics';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLatest } from '../hooks/useLatest';
import type { ResultContext } from '../hooks/ResultContext';
import { toError } from '../toError';

/** Options of {@link useExpressionTimeline}. */
export interface UseExpressionTimelineOptions {
  /**
   * Frames that are kept; of more, the oldest are dropped, and `dropped` counts them. An hour at 10 frames a second is 36,000 frames, 2 MB
   * for one face. @default 36000
   */
  readonly maxFrames?: number | undefined;
  /** Called with the error of a film that cannot be read, or not to its end. @default none */
  readonly onError?: ((error: Error) => void) | undefined;
}

/** The defaults of {@link UseExpressionTimelineOptions}. */
export const expressionTimelineDefaults = { maxFrames: 36_000 } as const;

/** Result of {@link useExpressionTimeline}. */
export interface ExpressionTimelineState {
  /**
   * `idle` before the first start and after `clear`; `done` at the end of a film; `error` if it cannot be read, or not to its end: what
   * was read of it is kept.
   */
  readonly status: 'idle' | 'recording' | 'paused' | 'done' | 'error';
  /** The recorded columns, for `<ExpressionTimeline>`, renewed a few times a second; null before the first frame. */
  readonly data: TimelineColumns | null;
  /** Progress through a film; null without one. */
  readonly progress: VideoProgress | null;
  /** Frames that were dropped because there are more than `maxFrames`. */
  readonly dropped: number;
  /** Why a film could not be read, or not to its end; null without an error. */
  readonly error: Error | null;
  /** Records the faces that `add` gets, or goes on with a film after `pause`. */
  readonly start: () => void;
  /** Leaves out the faces that `add` gets, or waits with a film, until `start`. */
  readonly pause: () => void;
  /** Forgets what is recorded, and the film. */
  readonly clear: () => void;
  /**
   * Adds the faces of a frame, while recording: pass it as `onResult` to `useEmotionClassifier` or `<EmotionClassifier>`. A live recording
   * begins at 0 seconds; a film that is played is recorded at its own times, and a part that is played again is left out.
   */
  readonly add: (faces: readonly TimelineFace[], context: ResultContext) => void;
  /** Forgets what is recorded, and records a film instead, faster or slower than it plays. */
  readonly readFilm: (
    classifier: Classifier,
    film: VideoSource,
    options?: Omit<ClassifyVideoOptions, 'signal' | 'onProgress' | 'onBroken'>,
  ) => void;
}

/** Milliseconds between two renewals of what is shown. */
const RENEWAL = 250;

/** The recording, which is ahead of the state until its next renewal. */
interface Recording {
  timeline: Timeline | null;
  /** Added to the times of frames. */
  offset: number;
  dropped: number;
  progress: VideoProgress | null;
  isRecording: boolean;
  /** Ends the film. */
  film: AbortController | null;
  /** Lets the film go on. */
  proceed: (() => void) | null;
}

/**
 * Records the expressions that a classifier sees, live or in a film, in bounded memory.
 *
 * @example
 * ```tsx
 * const recording = useExpressionTimeline();
 * return (
 *   <>
 *     <EmotionClassifier source="webcam" onResult={recording.add} />
 *     <button onClick={recording.start}>Record</button>
 *     {recording.data && <ExpressionTimeline data={recording.data} />}
 *   </>
 * );
 * ```
 * @example
 * ```tsx
 * const { classifier } = useEmotionClassifier();
 * const { data, progress, readFilm } = useExpressionTimeline();
 * // In an event handler:
 * readFilm(classifier, file, { fps: 5 });
 * ```
 */
export function useExpressionTimeline(options: UseExpressionTimelineOptions = {}): ExpressionTimelineState {
  const { maxFrames = expressionTimelineDefaults.maxFrames } = options;
  const latest = useLatest({ ...options, maxFrames });
  const recording = useRef<Recording>(newRecording());
  const [status, setStatus] = useState<ExpressionTimelineState['status']>('idle');
  const [error, setError] = useState<Error | null>(null);
  const [shown, setShown] = useState<Pick<ExpressionTimelineState, 'data' | 'progress' | 'dropped'>>(nothing);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const renew = useCallback((): void => {
    clearTimeout(timer.current);
    timer.current = undefined;
    const { timeline, progress, dropped } = recording.current;
    setShown({ data: timeline?.columns ?? null, progress, dropped });
  }, []);
  const renewSoon = useCallback((): void => {
    timer.current ??= setTimeout(renew, RENEWAL);
  }, [renew]);
  const reset = useCallback((): Recording => {
    recording.current.film?.abort();
    recording.current.proceed?.();
    recording.current = newRecording();
    setError(null);
    renew();
    return recording.current;
  }, [renew]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      recording.current.film?.abort();
      recording.current.proceed?.();
    },
    [],
  );

  const actions = useMemo(() => {
    const append = (time: number, faces: readonly TimelineFace[], labels: readonly string[]): void => {
      const { current } = recording;
      const timeline = (current.timeline ??= new Timeline(labels));
      timeline.append({ time, faces });
      const { maxFrames: most } = latest.current;
      // By a tenth more, so that columns are copied rarely.
      if (timeline.frames > 1.1 * most) {
        current.timeline = timeline.slice(timeline.columns.times[timeline.frames - most]!);
        current.dropped += timeline.frames - most;
      }
      renewSoon();
    };
    const read = async (
      own: Recording,
      classifier: Classifier,
      film: VideoSource,
      filmOptions: Parameters<ExpressionTimelineState['readFilm']>[2],
    ): Promise<void> => {
      const { signal } = own.film!;
      const faults: Error[] = [];
      const frames = classifier.classifyVideo(film, {
        ...filmOptions,
        signal,
        onProgress: (progress) => {
          own.progress = progress;
        },
        onBroken: (cause) => {
          faults.push(cause);
        },
      });
      for await (const { time, faces } of frames) {
        signal.throwIfAborted();
        append(time, faces, classifier.metadata.labels);
        if (!own.isRecording) await new Promise<void>((resolve) => (own.proceed = resolve));
        signal.throwIfAborted();
      }
      for (const fault of faults) throw fault;
    };
    return {
      start: (): void => {
        const { current } = recording;
        current.isRecording = true;
        current.proceed?.();
        current.proceed = null;
        setStatus((previous) => (current.film === null || previous === 'paused' ? 'recording' : previous));
      },
      pause: (): void => {
        recording.current.isRecording = false;
        setStatus((previous) => (previous === 'recording' ? 'paused' : previous));
        renew();
      },
      clear: (): void => {
        reset();
        setStatus('idle');
      },
      add: (faces: readonly TimelineFace[], { time, isLive, labels }: ResultContext): void => {
        const { current } = recording;
        if (time === null || !current.isRecording || current.film !== null) return;
        if (isLive && current.timeline === null) current.offset = -time;
        const { timeline, offset } = current;
        if (timeline !== null && timeline.frames > 0 && time + offset <= timeline.columns.times.at(-1)!) return;
        append(time + offset, faces, labels);
      },
      readFilm: ((classifier, film, filmOptions): void => {
        const own = reset();
        own.isRecording = true;
        own.film = new AbortController();
        const { signal } = own.film;
        setStatus('recording');
        read(own, classifier, film, filmOptions).then(
          () => {
            if (signal.aborted) return;
            renew();
            setStatus('done');
          },
          (cause: unknown) => {
            if (signal.aborted) return;
            const failure = toError(cause);
            renew();
            setError(failure);
            setStatus('error');
            latest.current.onError?.(failure);
          },
        );
      }) satisfies ExpressionTimelineState['readFilm'],
    };
  }, [latest, renew, renewSoon, reset]);

  return { status, ...shown, error, ...actions };
}

const nothing = { data: null, progress: null, dropped: 0 } as const;

const newRecording = (): Recording => ({
  timeline: null,
  offset: 0,
  dropped: 0,
  progress: null,
  isRecording: false,
  film: null,
  proceed: null,
});
