import type { BackendChoice, Dataset, FaceDetector, ImageInput } from '@ferkit/core';
import { isFerError } from '@ferkit/core/metrics';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { LiveSource } from '../classifier/liveFrames';
import { omitUndefined } from '../omitUndefined';
import { useLatest } from '../hooks/useLatest';
import { toError } from '../toError';
import { changeCollection, createCollection, selectTrainable, type SampleLabel } from './SampleCollection';

/** Options of {@link useLabelledSamples}. */
export interface UseLabelledSamplesOptions {
  /** Names of the first labels. @default none */
  readonly labels?: readonly string[] | undefined;
  /** Size of the face crops in pixels: the input of the model to train. @default 48 x 48 */
  readonly size?: { readonly width: number; readonly height: number } | undefined;
  /** Detector of the faces; it stays yours to dispose of. @default ferkit's own */
  readonly faces?: FaceDetector | undefined;
  /** Backend of ferkit's own detector. @default 'auto' */
  readonly backend?: BackendChoice | undefined;
  /** Called with each picture that cannot be read and each failure to load the detector. @default none */
  readonly onError?: ((error: Error) => void) | undefined;
}

/** A picture that gave no sample. */
export interface LeftOutPicture {
  /** Name of the file, or the address; undefined where there is none. */
  readonly name: string | undefined;
  /** `no-face`, or `unreadable` for a file that is no picture, or of a format that the browser does not read. */
  readonly kind: 'no-face' | 'unreadable';
}

/** Result of {@link useLabelledSamples}. */
export interface LabelledSamplesState {
  /** The labels with their collected faces. */
  readonly labels: readonly SampleLabel[];
  /** The collected faces as a dataset; null until two labels have unique names and five faces each. */
  readonly dataset: Dataset | null;
  /** Number of pictures still to be searched for faces. */
  readonly waiting: number;
  /** Id of the label that is being recorded; null for none. */
  readonly recording: number | null;
  /** Number of pictures in {@link LabelledSamplesState.leftOut} that show no face. */
  readonly withoutFace: number;
  /** The pictures of the last files or recording that were left out; files added while others are waiting are counted with them. */
  readonly leftOut: readonly LeftOutPicture[];
  /** Number of added pictures that show several faces, of which the largest was taken. */
  readonly severalFaces: number;
  /** The last error. */
  readonly error: Error | null;
  /** Adds a label without samples. */
  readonly addLabel: (name: string) => void;
  /** Renames the label with an id. */
  readonly renameLabel: (label: number, name: string) => void;
  /** Removes the label with an id, and its samples. */
  readonly removeLabel: (label: number) => void;
  /** Adds the face of each picture to the label with an id. Unreadable pictures are reported and skipped. */
  readonly add: (label: number, pictures: Iterable<ImageInput>) => void;
  /** Records faces from a video or canvas for the label with an id: six per second, until it is stopped or has fifty. */
  readonly record: (label: number, source: LiveSource) => void;
  /** Stops the recording. */
  readonly stopRecording: () => void;
  /** Removes a sample of a label, both given by id. */
  readonly removeSample: (label: number, sample: number) => void;
  /** Removes all samples and keeps the labels. */
  readonly clear: () => void;
}

const SIZE = { width: 48, height: 48 };
const FRAMES_PER_SECOND = 6;
const MAX_RECORDED = 50;

/**
 * Collects faces for custom labels from files and a camera, to train a model with.
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
  const [{ labels }, change] = useReducer(changeCollection, options.labels ?? [], createCollection);
  const [waiting, setWaiting] = useState(0);
  const [recording, setRecording] = useState<number | null>(null);
  const [leftOut, setLeftOut] = useState<readonly LeftOutPicture[]>([]);
  const [severalFaces, setSeveralFaces] = useState(0);
  const [error, setError] = useState<Error | null>(null);
  const dataset = useBuiltDataset(labels);

  const detector = useRef<Promise<FaceDetector> | null>(null);
  const mounted = useRef<AbortController | null>(null);
  const recorder = useRef<AbortController | null>(null);
  /** Number of pictures still to be searched, which decides whether added ones begin a new count. */
  const pending = useRef(0);
  useEffect(() => {
    const controller = new AbortController();
    mounted.current = controller;
    return () => {
      controller.abort();
      recorder.current?.abort();
      const opened = detector.current;
      detector.current = null;
      // A failed detector has been reported already.
      opened?.then((own) => own.dispose()).catch(() => undefined);
      pending.current = 0;
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
        // The next picture retries.
        detector.current = null;
        throw cause;
      }));
  }, [latest]);

  const report = useCallback(
    (cause: unknown): void => {
      const failure = toError(cause);
      setError(failure);
      latest.current.onError?.(failure);
    },
    [latest],
  );

  const startCount = useCallback(() => {
    setLeftOut([]);
    setSeveralFaces(0);
    setError(null);
  }, []);

  const leaveOut = useCallback((picture: ImageInput, kind: LeftOutPicture['kind']): void => {
    const name =
      typeof picture === 'string'
        ? picture
        : typeof File !== 'undefined' && picture instanceof File
          ? picture.name
          : undefined;
    setLeftOut((list) => [...list, { name, kind }]);
  }, []);

  const take = useCallback(
    async (label: number, picture: ImageInput, mode: 'photo' | 'video', signal: AbortSignal): Promise<boolean> => {
      const { size = SIZE } = latest.current;
      const { cropSample } = await import('./cropSample');
      const { image, faces } = await cropSample(picture, await openDetector(), { size, mode, signal });
      if (signal.aborted) return false;
      if (image === null) leaveOut(picture, 'no-face');
      else change({ type: 'addSample', label, image });
      if (faces > 1 && mode === 'photo') setSeveralFaces((count) => count + 1);
      return image !== null;
    },
    [latest, openDetector, leaveOut],
  );

  const add = useCallback(
    (label: number, pictures: Iterable<ImageInput>): void => {
      const signal = mounted.current?.signal;
      if (signal === undefined) return;
      const all = [...pictures];
      if (pending.current === 0) startCount();
      pending.current += all.length;
      setWaiting(pending.current);
      const takeAll = async (): Promise<void> => {
        // One after the other: each decoded picture takes tens of megabytes.
        for (const picture of all) {
          await take(label, picture, 'photo', signal).catch((cause: unknown) => {
            if (signal.aborted) return;
            if (isFerError(cause, 'IMAGE_UNREADABLE') || isFerError(cause, 'SOURCE_UNREADABLE')) {
              leaveOut(picture, 'unreadable');
            }
            report(cause);
          });
          if (signal.aborted) return;
          setWaiting((pending.current -= 1));
        }
      };
      void takeAll();
    },
    [take, report, leaveOut, startCount],
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
      startCount();
      const takeFrames = async (): Promise<void> => {
        let taken = 0;
        const { liveFrames } = await import('../classifier/liveFrames');
        for await (const frame of liveFrames(source, FRAMES_PER_SECOND, signal)) {
          if (await take(label, frame, 'video', signal)) taken++;
          if (taken === MAX_RECORDED) break;
        }
      };
      takeFrames()
        .catch((cause: unknown) => !signal.aborted && report(cause))
        .finally(() => recorder.current === controller && stopRecording());
    },
    [take, report, stopRecording, startCount],
  );

  return {
    labels,
    dataset,
    waiting,
    recording,
    withoutFace: leftOut.filter(({ kind }) => kind === 'no-face').length,
    leftOut,
    severalFaces,
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

/** The labels as a dataset; null while they do not suffice for training or the dataset is not built yet. */
function useBuiltDataset(labels: readonly SampleLabel[]): Dataset | null {
  const [built, setBuilt] = useState<{ readonly of: readonly SampleLabel[]; readonly dataset: Dataset } | null>(null);
  useEffect(() => {
    const trainable = selectTrainable(labels);
    if (trainable === null) return;
    let isCancelled = false;
    const build = async (): Promise<Dataset> => (await import('./buildDataset')).buildDataset(trainable, 0);
    void build().then((dataset) => !isCancelled && setBuilt({ of: labels, dataset }));
    return () => {
      isCancelled = true;
    };
  }, [labels]);
  return built?.of === labels ? built.dataset : null;
}
