import type { Classification, Classifier, ImageInput, LoadEvent } from '@ferkit/core';
import { isFerError } from '@ferkit/core/metrics';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useLatest } from '../hooks/useLatest';
import { isLiveSource, liveFrames, type LiveSource } from './liveFrames';
import { type ClassifierOptions, useLoadedClassifier } from './useLoadedClassifier';

/** Options of {@link useEmotionClassifier}. */
export interface UseEmotionClassifierOptions extends ClassifierOptions {
  /** Loads engine and model at once, rather than for the first picture. @default true */
  readonly eager?: boolean | undefined;
  /** Weight of the frames before in the scores of a face in a video, in [0, 1). @default 0.6 */
  readonly smoothing?: number | undefined;
  /** At most so many frames of a video are classified in a second. @default 15 */
  readonly framesPerSecond?: number | undefined;
  /** Called with the faces of each picture and each frame. */
  readonly onResult?: ((faces: readonly Classification[]) => void) | undefined;
  readonly onError?: ((error: Error) => void) | undefined;
}

/** The defaults of {@link UseEmotionClassifierOptions}. */
export const emotionClassifierDefaults = { eager: true, smoothing: 0.6, framesPerSecond: 15, threshold: 0 } as const;

/** A picture, or what goes on changing. */
export type ClassifierInput = ImageInput | LiveSource;

/** What {@link useEmotionClassifier} gives. */
export interface EmotionClassifierState {
  /** `idle` until something is wanted of it, `error` where it could not be loaded or broke down. */
  readonly status: 'idle' | 'loading' | 'ready' | 'error';
  /** How far loading is. */
  readonly progress: LoadEvent | null;
  readonly classifier: Classifier | null;
  /** What is looked at. */
  readonly input: ClassifierInput | null;
  /** Width and height that the boxes of the faces refer to; null where nobody has measured the picture. */
  readonly size: { readonly width: number; readonly height: number } | null;
  /** The faces of the picture, or of the last frame; null before there is an answer. */
  readonly faces: readonly Classification[] | null;
  /** Whether a picture waits for its answer. */
  readonly isBusy: boolean;
  /** What went wrong last: with the classifier (status `error`) or with the picture. */
  readonly error: Error | null;
  /** Loads the classifier, where it is not eager. */
  readonly load: () => void;
  /** Classifies a picture, or follows a video or canvas until something else comes. What was looked at before is dropped. */
  readonly classify: (input: ClassifierInput) => void;
  /** Looks at nothing any more. */
  readonly clear: () => void;
  /** Tries again what failed. */
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

function measure(input: ClassifierInput): EmotionClassifierState['size'] {
  if (typeof input !== 'object') return null;
  if ('videoWidth' in input) return { width: input.videoWidth, height: input.videoHeight };
  if ('naturalWidth' in input) return { width: input.naturalWidth, height: input.naturalHeight };
  return 'width' in input ? { width: input.width, height: input.height } : null;
}

/** Whether it was the picture that was at fault, and not what classifies. */
function isOfPicture(error: unknown): boolean {
  return isFerError(error, 'IMAGE_UNREADABLE') || isFerError(error, 'SOURCE_UNREADABLE');
}

/**
 * Everything that `<EmotionClassifier>` does, without its markup: loads a classifier, classifies pictures, follows videos,
 * and cleans up after itself.
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
  const [isAsked, setAsked] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [job, setJob] = useState<Job | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const isWanted = eager || isAsked || job !== null;
  const loaded = useLoadedClassifier(options, isWanted, attempt);
  const { classifier } = loaded;

  useEffect(() => {
    if (job === null || classifier === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    const tell = (faces: readonly Classification[]): void => {
      if (signal.aborted) return;
      setOutcome({ job, faces, size: measure(job.input), error: null });
      latest.current.onResult?.(applyThreshold(faces, latest.current.threshold));
    };
    const look = async (): Promise<void> => {
      const { input } = job;
      if (!isLiveSource(input)) {
        tell(await classifier.classify(input, { signal }));
        return;
      }
      const frames = liveFrames(input, framesPerSecond, signal);
      for await (const faces of classifier.classifyStream(frames, { smoothing, signal })) tell(faces);
    };
    look().catch((reason: unknown) => {
      if (signal.aborted) return;
      const error = reason instanceof Error ? reason : new Error(String(reason));
      setOutcome({ job, faces: null, size: null, error });
    });
    return () => controller.abort();
  }, [job, classifier, smoothing, framesPerSecond, latest]);

  const current = outcome !== null && outcome.job === job ? outcome : null;
  const error = loaded.error ?? current?.error ?? null;
  useEffect(() => {
    if (error !== null) latest.current.onError?.(error);
  }, [error, latest]);

  const hasBroken = loaded.error !== null || (current?.error != null && !isOfPicture(current.error));
  const found = current?.faces ?? null;
  return {
    status: hasBroken ? 'error' : classifier !== null ? 'ready' : isWanted ? 'loading' : 'idle',
    progress: loaded.progress,
    classifier,
    input: job?.input ?? null,
    size: current?.size ?? null,
    faces: useMemo(() => found && applyThreshold(found, threshold), [found, threshold]),
    isBusy: job !== null && current === null && !hasBroken,
    error,
    load: useCallback(() => setAsked(true), []),
    classify: useCallback((input: ClassifierInput) => setJob({ input }), []),
    clear: useCallback(() => setJob(null), []),
    retry: useCallback(() => {
      setAsked(true);
      setJob((failed) => failed && { ...failed });
      if (hasBroken) setAttempt((count) => count + 1);
    }, [hasBroken]),
  };
}

/** Takes the label from each face whose highest score is below a threshold. */
function applyThreshold(faces: readonly Classification[], threshold: number): readonly Classification[] {
  return faces.map((face) => (face.score < threshold ? { ...face, label: null } : face));
}
