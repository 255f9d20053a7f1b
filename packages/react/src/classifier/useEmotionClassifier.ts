import type { Classification, Classifier, ImageInput, LoadEvent } from '@ferkit/core';
import { isFerError } from '@ferkit/core/metrics';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { isOwnPart } from '../elements/ErrorNotice';
import { useLatest } from '../hooks/useLatest';
import { toError } from '../toError';
import type { ResultContext } from '../hooks/ResultContext';
import { isFilm, isLiveSource, type LiveSource } from './liveSource';
import type { ClassifierOptions, PlacedClassifier } from './loadClassifier';
import { useLoadedClassifier } from './useLoadedClassifier';

/** Options of {@link useEmotionClassifier}. */
export interface UseEmotionClassifierOptions extends ClassifierOptions {
  /** Loads the engine and the model at once; false loads them for the first picture. @default true */
  readonly eager?: boolean | undefined;
  /** Weight of earlier frames in the scores of a face in a video, in [0, 1). @default 0.6 */
  readonly smoothing?: number | undefined;
  /** Maximum frames of a video classified per second. @default 15 */
  readonly framesPerSecond?: number | undefined;
  /** Called with each classifier that is loaded, before its first result; not with a `classifier` of yours. @default none */
  readonly onReady?: ((placed: PlacedClassifier) => void) | undefined;
  /** Called with the faces of each picture, in reading order, and of each frame with its time. @default none */
  readonly onResult?: ((faces: readonly Classification[], context: ResultContext) => void) | undefined;
  /** Called with each error of the classifier or of a picture. @default none */
  readonly onError?: ((error: Error) => void) | undefined;
}

/** The defaults of {@link UseEmotionClassifierOptions}. */
export const emotionClassifierDefaults = { eager: true, smoothing: 0.6, framesPerSecond: 15, threshold: 0 } as const;

/** A picture to classify, or a video or canvas element to follow. */
export type ClassifierInput = ImageInput | LiveSource;

/** Result of {@link useEmotionClassifier}. */
export interface EmotionClassifierState {
  /** `idle` before loading starts; `error` if the classifier cannot be loaded or failed. */
  readonly status: 'idle' | 'loading' | 'ready' | 'error';
  /** Last event of loading; null before it. */
  readonly progress: LoadEvent | null;
  /** The classifier; null until it is loaded. */
  readonly classifier: Classifier | null;
  /** Thread of the classifier: of a worker, or of the page; null until it is loaded, and for a `classifier` of yours. */
  readonly runsIn: 'worker' | 'page' | null;
  /** The reason why ferkit's worker could not start, so that the page's own thread classifies; null if it runs, or was not asked for. */
  readonly workerError: Error | null;
  /** The current input; null for none. */
  readonly input: ClassifierInput | null;
  /** Width and height in pixels that the boxes of the faces refer to; null for inputs without known size. */
  readonly size: { readonly width: number; readonly height: number } | null;
  /** Faces of the picture or of the last frame; null before the first result. */
  readonly faces: readonly Classification[] | null;
  /** True while the input waits for its first result. */
  readonly isBusy: boolean;
  /** Last error: of the classifier if the status is `error`, else of the picture. */
  readonly error: Error | null;
  /** Loads the classifier if `eager` is false. */
  readonly load: () => void;
  /** Classifies a picture, or follows a video or canvas until the next input. Replaces the current input. */
  readonly classify: (input: ClassifierInput) => void;
  /** Removes the input. */
  readonly clear: () => void;
  /** Retries the failed picture, and loads a failed classifier again. */
  readonly retry: () => void;
}

interface Job {
  readonly input: ClassifierInput;
}

interface Outcome {
  readonly job: Job;
  readonly size: EmotionClassifierState['size'];
  readonly faces: readonly Classification[] | null;
  readonly error: Error | null;
}

/**
 * Behaviour of `<EmotionClassifier>` without its markup: loads a classifier, classifies pictures, follows videos, and
 * disposes of the classifier when the component unmounts.
 *
 * @example
 * ```tsx
 * const { status, faces, classify } = useEmotionClassifier();
 * return (
 *   <>
 *     <input type="file" accept="image/*" onChange={({ target }) => target.files?.[0] && classify(target.files[0])} />
 *     {status === 'loading' ? 'Loading …' : faces?.map(({ label, score }) => `${label} ${score}`)}
 *   </>
 * );
 * ```
 */
export function useEmotionClassifier(options: UseEmotionClassifierOptions = {}): EmotionClassifierState {
  const {
    eager = emotionClassifierDefaults.eager,
    smoothing = emotionClassifierDefaults.smoothing,
    framesPerSecond = emotionClassifierDefaults.framesPerSecond,
    threshold = emotionClassifierDefaults.threshold,
  } = options;
  const latest = useLatest({ ...options, threshold });
  // Of a camera or a canvas, in milliseconds. It stays over restarts, so that times only grow.
  const firstFrame = useRef<number>(undefined);
  const [isRequested, setRequested] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [job, setJob] = useState<Job | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const isNeeded = eager || isRequested || job !== null;
  const loaded = useLoadedClassifier(options, isNeeded, attempt);
  const { classifier, runsIn, workerError } = loaded;

  useEffect(() => {
    if (classifier !== null && runsIn !== null) latest.current.onReady?.({ classifier, runsIn, workerError });
  }, [classifier, runsIn, workerError, latest]);

  useEffect(() => {
    if (job === null || classifier === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    const report = (faces: readonly Classification[], time: number | null = null, isLive = false): void => {
      if (signal.aborted) return;
      setOutcome({ job, faces, size: measure(job.input), error: null });
      const { labels } = classifier.metadata;
      latest.current.onResult?.(applyThreshold(faces, latest.current.threshold), { time, isLive, labels });
    };
    const classify = async (): Promise<void> => {
      const { input } = job;
      if (!isLiveSource(input)) {
        // In the order in which people read the list beside the picture.
        report(await classifier.classify(input, { signal, order: 'reading' }));
        return;
      }
      const { liveFrames } = await import('./liveFrames');
      let time = 0;
      const isLive = !isFilm(input);
      const frames = liveFrames(input, framesPerSecond, signal, (now) => {
        firstFrame.current ??= now;
        time = isFilm(input) ? input.currentTime : (now - firstFrame.current) / 1000;
      });
      for await (const faces of classifier.classifyStream(frames, { smoothing, signal })) report(faces, time, isLive);
    };
    classify().catch((cause: unknown) => {
      if (!signal.aborted) setOutcome({ job, faces: null, size: null, error: toError(cause) });
    });
    return () => controller.abort();
  }, [job, classifier, smoothing, framesPerSecond, latest]);

  const current = outcome !== null && outcome.job === job ? outcome : null;
  const error = loaded.error ?? current?.error ?? null;
  useEffect(() => {
    if (error !== null) latest.current.onError?.(error);
  }, [error, latest]);

  const hasFailed = loaded.error !== null || (current?.error != null && !isPictureError(current.error));
  const found = current?.faces ?? null;
  return {
    status: hasFailed ? 'error' : classifier !== null ? 'ready' : isNeeded ? 'loading' : 'idle',
    progress: loaded.progress,
    classifier,
    runsIn,
    workerError,
    input: job?.input ?? null,
    size: current?.size ?? null,
    faces: useMemo(() => found && applyThreshold(found, threshold), [found, threshold]),
    isBusy: job !== null && current === null && !hasFailed,
    error,
    load: useCallback(() => setRequested(true), []),
    classify: useCallback((input: ClassifierInput) => setJob({ input }), []),
    clear: useCallback(() => setJob(null), []),
    retry: useCallback(() => {
      setRequested(true);
      setJob((failed) => failed && { ...failed });
      if (hasFailed) setAttempt((count) => count + 1);
    }, [hasFailed]),
  };
}

/** Sets the label of each face whose highest score is below the threshold to null. */
function applyThreshold(faces: readonly Classification[], threshold: number): readonly Classification[] {
  return faces.map((face) => (face.score < threshold ? { ...face, label: null } : face));
}

/** Width and height of an input; null if they are unknown before it is read. */
function measure(input: ClassifierInput): EmotionClassifierState['size'] {
  if (typeof input !== 'object') return null;
  if ('videoWidth' in input) return { width: input.videoWidth, height: input.videoHeight };
  if ('naturalWidth' in input) return { width: input.naturalWidth, height: input.naturalHeight };
  if (!('width' in input && typeof input.width === 'number' && typeof input.height === 'number')) return null;
  return { width: input.width, height: input.height };
}

/** True for errors of the picture rather than the classifier. */
function isPictureError(error: unknown): boolean {
  return isFerError(error, 'IMAGE_UNREADABLE') || (isFerError(error, 'SOURCE_UNREADABLE') && !isOwnPart(error));
}
