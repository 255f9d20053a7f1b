import type { BackendChoice, Dataset, FaceDetector, ImageInput } from '@ferkit/core';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { liveFrames, type LiveSource } from '../classifier/liveFrames';
import { omitUndefined } from '../omitUndefined';
import { useLatest } from '../hooks/useLatest';
import { type SampleLabel, usableLabels } from './SampleLabel';
import { changeSamples, startSamples } from './changeSamples';

/** Options of {@link useLabelledSamples}. */
export interface UseLabelledSamplesOptions {
  /** The names of the labels to begin with. @default none */
  readonly labels?: readonly string[] | undefined;
  /** What faces are scaled to, in pixels: the input of the model that is to learn. @default 48 x 48 */
  readonly size?: { readonly width: number; readonly height: number } | undefined;
  /** What finds the faces: a detector of your own stays yours to dispose of. @default ferkit's own */
  readonly faces?: FaceDetector | undefined;
  /** What ferkit's own detector runs on. @default 'auto' */
  readonly backend?: BackendChoice | undefined;
  /** Told of what cannot be read, and of a detector that cannot be had. */
  readonly onError?: ((error: Error) => void) | undefined;
}

/** What {@link useLabelledSamples} gives. */
export interface LabelledSamplesState {
  readonly labels: readonly SampleLabel[];
  /** What was collected, where it is enough to learn from: two labels with names of their own, and five faces of each. */
  readonly dataset: Dataset | null;
  /** How many pictures wait to be looked at. */
  readonly waiting: number;
  /** The label that is recorded for, by its id. */
  readonly recording: number | null;
  /** How many of the pictures that came last had no face and were left out. */
  readonly withoutFace: number;
  /** What went wrong last. */
  readonly error: Error | null;
  readonly addLabel: (name: string) => void;
  readonly renameLabel: (label: number, name: string) => void;
  readonly removeLabel: (label: number) => void;
  /** Finds the face in each picture and puts it to a label; one that cannot be read is told, and the others are taken. */
  readonly add: (label: number, pictures: Iterable<ImageInput>) => void;
  /** Takes faces from what changes, six a second, until it is stopped or has fifty. */
  readonly record: (label: number, source: LiveSource) => void;
  readonly stopRecording: () => void;
  readonly removeSample: (label: number, sample: number) => void;
  /** Forgets all faces and keeps the labels. */
  readonly clear: () => void;
}

const SIZE = { width: 48, height: 48 };
const FRAMES_PER_SECOND = 6;
const LONGEST_RECORDING = 50;

/**
 * Collects faces for labels of one's own, from files and from a camera, for a model to learn from.
 *
 * @example
 * ```tsx
 * const { labels, add, dataset } = useLabelledSamples({ labels: ['wink', 'no wink'] });
 * return labels.map(({ id, name, samples }) => (
 *   <label key={id}>
 *     {name}: {samples.length}
 *     <input type="file" multiple onChange={({ target }) => add(id, target.files ?? [])} />
 *   </label>
 * ));
 * ```
 */
export function useLabelledSamples(options: UseLabelledSamplesOptions = {}): LabelledSamplesState {
  const latest = useLatest(options);
  const [{ labels }, change] = useReducer(changeSamples, options.labels ?? [], startSamples);
  const [waiting, setWaiting] = useState(0);
  const [recording, setRecording] = useState<number | null>(null);
  const [withoutFace, setWithoutFace] = useState(0);
  const [error, setError] = useState<Error | null>(null);
  const dataset = useBuiltDataset(labels);

  const detector = useRef<Promise<FaceDetector> | null>(null);
  const mounted = useRef<AbortController | null>(null);
  const recorder = useRef<AbortController | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    mounted.current = controller;
    return () => {
      controller.abort();
      recorder.current?.abort();
      const opened = detector.current;
      detector.current = null;
      // One that failed has been told already.
      opened?.then((own) => own.dispose()).catch(() => undefined);
      setWaiting(0);
      setRecording(null);
    };
  }, []);

  const openDetector = useCallback((): Promise<FaceDetector> => {
    const { faces, backend } = latest.current;
    if (faces !== undefined) return Promise.resolve(faces);
    return (detector.current ??= import('@ferkit/core')
      .then(({ createFaceDetector }) => createFaceDetector(omitUndefined({ backend })))
      .catch((cause: unknown) => {
        // The next picture tries again.
        detector.current = null;
        throw cause;
      }));
  }, [latest]);

  const tell = useCallback(
    (cause: unknown): void => {
      const failure = cause instanceof Error ? cause : new Error(String(cause));
      setError(failure);
      latest.current.onError?.(failure);
    },
    [latest],
  );

  const take = useCallback(
    async (label: number, picture: ImageInput, mode: 'photo' | 'video', signal: AbortSignal): Promise<boolean> => {
      const { size = SIZE } = latest.current;
      const { cropSample } = await import('./cropSample');
      const image = await cropSample(picture, await openDetector(), { size, mode, signal });
      if (signal.aborted) return false;
      if (image === null) setWithoutFace((count) => count + 1);
      else change({ type: 'addSample', label, image });
      return image !== null;
    },
    [latest, openDetector],
  );

  const add = useCallback(
    (label: number, pictures: Iterable<ImageInput>): void => {
      const signal = mounted.current?.signal;
      if (signal === undefined) return;
      const all = [...pictures];
      setWithoutFace(0);
      setError(null);
      setWaiting((count) => count + all.length);
      const takeAll = async (): Promise<void> => {
        // One after the other: each that is decoded takes tens of megabytes.
        for (const picture of all) {
          await take(label, picture, 'photo', signal).catch((cause: unknown) => !signal.aborted && tell(cause));
          if (signal.aborted) return;
          setWaiting((count) => count - 1);
        }
      };
      void takeAll();
    },
    [take, tell],
  );

  const stopRecording = useCallback(() => {
    recorder.current?.abort();
    recorder.current = null;
    setRecording(null);
  }, []);

  const record = useCallback(
    (label: number, source: LiveSource): void => {
      recorder.current?.abort();
      const controller = new AbortController();
      const { signal } = controller;
      recorder.current = controller;
      setRecording(label);
      setWithoutFace(0);
      setError(null);
      const takeFrames = async (): Promise<void> => {
        let taken = 0;
        for await (const frame of liveFrames(source, FRAMES_PER_SECOND, signal)) {
          if (await take(label, frame, 'video', signal)) taken++;
          if (taken === LONGEST_RECORDING) break;
        }
      };
      takeFrames()
        .catch((cause: unknown) => !signal.aborted && tell(cause))
        .finally(() => recorder.current === controller && stopRecording());
    },
    [take, tell, stopRecording],
  );

  return {
    labels,
    dataset,
    waiting,
    recording,
    withoutFace,
    error,
    addLabel: useCallback((name) => change({ type: 'addLabel', name }), []),
    renameLabel: useCallback((label, name) => change({ type: 'renameLabel', label, name }), []),
    removeLabel: useCallback(
      (label) => {
        if (recording === label) stopRecording();
        change({ type: 'removeLabel', label });
      },
      [recording, stopRecording],
    ),
    add,
    record,
    stopRecording,
    removeSample: useCallback((label, sample) => change({ type: 'removeSample', label, sample }), []),
    clear: useCallback(() => change({ type: 'clear' }), []),
  };
}

/** What was collected as a dataset; null while it is not enough, or not built yet. */
function useBuiltDataset(labels: readonly SampleLabel[]): Dataset | null {
  const [built, setBuilt] = useState<{ readonly of: readonly SampleLabel[]; readonly dataset: Dataset } | null>(null);
  useEffect(() => {
    const usable = usableLabels(labels);
    if (usable === null) return;
    let isOver = false;
    const build = async (): Promise<Dataset> => (await import('./buildDataset')).buildDataset(usable, 0);
    void build().then((dataset) => !isOver && setBuilt({ of: labels, dataset }));
    return () => {
      isOver = true;
    };
  }, [labels]);
  return built?.of === labels ? built.dataset : null;
}
