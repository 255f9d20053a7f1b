import type { BackendChoice, Dataset, FaceDetector, ImageInput } from '@ferkit/core';
import type { GrayImage } from '@ferkit/core/datasets';
import { isFerError } from '@ferkit/core/metrics';
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { LiveSource } from '../classifier/liveSource';
import { omitUndefined } from '../omitUndefined';
import { useLatest } from '../hooks/useLatest';
import { toError } from '../toError';
import {
  changeCollection,
  type CollectionGap,
  createCollection,
  findGaps,
  MAX_SAMPLES,
  type SampleLabel,
  type SavedLabel,
  selectTrainable,
} from './SampleCollection';

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
  /**
   * `no-face`; `unreadable` for a file that is no picture, or of a format that the browser does not read; `full` if the label has 500
   * pictures already.
   */
  readonly kind: 'no-face' | 'unreadable' | 'full';
}

/** Result of {@link useLabelledSamples}. */
export interface LabelledSamplesState {
  /** The labels with their collected faces. */
  readonly labels: readonly SampleLabel[];
  /** The reasons why the labels cannot be trained yet; empty if they can. */
  readonly gaps: readonly CollectionGap[];
  /** The collected faces as a dataset, of which a fifth is for validation; null while there are gaps or pictures arrive. */
  readonly dataset: Dataset | null;
  /** The crop of the watched video that would be taken now; null without a face in it. */
  readonly preview: GrayImage | null;
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
  /** Watches a video or canvas for faces, six times a second, see {@link LabelledSamplesState.preview}; null ends it. */
  readonly watch: (source: LiveSource | null) => void;
  /** Records faces from a video or canvas for the label with an id: six per second, until it is stopped or has 500. */
  readonly record: (label: number, source: LiveSource) => void;
  /** Stops the recording. */
  readonly stopRecording: () => void;
  /** Adds the samples of an earlier visit to the labels of the same names. Pictures that are there already are not added again. */
  readonly merge: (labels: readonly SavedLabel[]) => void;
  /** Removes a sample of a label, both given by id. */
  readonly removeSample: (label: number, sample: number) => void;
  /** Removes all samples and keeps the labels. */
  readonly clear: () => void;
}

/** The default size of crops in pixels, which the bundled model takes. */
export const SAMPLE_SIZE = { width: 48, height: 48 };
const FRAMES_PER_SECOND = 6;

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
  const [preview, setPreview] = useState<GrayImage | null>(null);
  const dataset = useBuiltDataset(labels, waiting > 0 || recording !== null);
  const latestLabels = useLatest(labels);

  const detector = useRef<Promise<FaceDetector> | null>(null);
  const mounted = useRef<AbortController | null>(null);
  const live = useRef<Live | null>(null);
  /** Id of the label that is recorded; null for none. */
  const target = useRef<number | null>(null);
  /** The last crop of the live source, null without a face; and the last one that was recorded. */
  const seen = useRef<GrayImage | null>(null);
  const taken = useRef<GrayImage | null>(null);
  /** Number of pictures still to be searched, which decides whether added ones begin a new count. */
  const pending = useRef(0);
  const unfollow = useCallback(() => {
    live.current?.controller.abort();
    live.current = null;
    target.current = null;
    seen.current = null;
    setRecording(null);
    setPreview(null);
  }, []);

  useEffect(() => {
    const controller = new AbortController();
    mounted.current = controller;
    return () => {
      controller.abort();
      unfollow();
      const opened = detector.current;
      detector.current = null;
      // A failed detector has been reported already.
      opened?.then((own) => own.dispose()).catch(() => undefined);
      pending.current = 0;
      setWaiting(0);
    };
  }, [unfollow]);

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

  const crop = useCallback(
    async (picture: ImageInput, mode: 'photo' | 'video', signal: AbortSignal) => {
      const { size = SAMPLE_SIZE } = latest.current;
      const { cropSample } = await import('./cropSample');
      return cropSample(picture, await openDetector(), { size, mode, signal });
    },
    [latest, openDetector],
  );

  const isFull = useCallback(
    (id: number) => (latestLabels.current.find((label) => label.id === id)?.samples.length ?? 0) >= MAX_SAMPLES,
    [latestLabels],
  );

  const addPhoto = useCallback(
    async (label: number, picture: ImageInput, signal: AbortSignal): Promise<void> => {
      if (isFull(label)) {
        leaveOut(picture, 'full');
        return;
      }
      const { image, faces } = await crop(picture, 'photo', signal);
      if (signal.aborted) return;
      if (image === null) leaveOut(picture, 'no-face');
      else change({ type: 'addSample', label, image });
      if (faces > 1) setSeveralFaces((count) => count + 1);
    },
    [crop, isFull, leaveOut],
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
          await addPhoto(label, picture, signal).catch((cause: unknown) => {
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
    [addPhoto, report, leaveOut, startCount],
  );

  const stopRecording = useCallback(() => {
    target.current = null;
    setRecording(null);
    if (live.current?.isWatched !== false) return;
    live.current.controller.abort();
    live.current = null;
  }, []);

  const takeFrame = useCallback(
    (image: GrayImage) => {
      const label = target.current;
      if (label === null || image === taken.current) return;
      taken.current = image;
      change({ type: 'addSample', label, image });
      if (isFull(label)) stopRecording();
    },
    [isFull, stopRecording],
  );

  const follow = useCallback(
    (source: LiveSource, isWatched: boolean): void => {
      unfollow();
      const controller = new AbortController();
      const { signal } = controller;
      live.current = { source, controller, isWatched };
      const look = async (): Promise<void> => {
        const { liveFrames } = await import('../classifier/liveFrames');
        for await (const frame of liveFrames(source, FRAMES_PER_SECOND, signal)) {
          const { image } = await crop(frame, 'video', signal);
          if (signal.aborted) return;
          seen.current = image;
          if (isWatched) setPreview(image);
          if (image !== null) takeFrame(image);
          else if (target.current !== null) leaveOut(frame, 'no-face');
        }
      };
      look()
        .catch((cause: unknown) => !signal.aborted && report(cause))
        .finally(() => !signal.aborted && unfollow());
    },
    [crop, report, leaveOut, takeFrame, unfollow],
  );

  const watch = useCallback(
    (source: LiveSource | null): void => {
      if (source === null) unfollow();
      else if (live.current?.source !== source || !live.current.isWatched) follow(source, true);
    },
    [follow, unfollow],
  );

  const record = useCallback(
    (label: number, source: LiveSource): void => {
      if (isFull(label)) return;
      if (live.current?.source !== source) follow(source, false);
      target.current = label;
      startCount();
      setRecording(label);
      // So that the shortest press takes the picture that the preview shows.
      if (seen.current !== null) takeFrame(seen.current);
    },
    [follow, isFull, startCount, takeFrame],
  );

  return {
    labels,
    gaps: useMemo(() => findGaps(labels), [labels]),
    dataset,
    preview,
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
    watch,
    record,
    stopRecording,
    merge: useCallback((saved) => change({ type: 'merge', labels: saved }), []),
    removeSample: useCallback((label, sample) => change({ type: 'removeSample', label, sample }), []),
    clear: useCallback(() => change({ type: 'clear' }), []),
  };
}

/** A video or canvas in which faces are looked for. */
interface Live {
  readonly source: LiveSource;
  readonly controller: AbortController;
  /** False for a source that is followed while it is recorded only. */
  readonly isWatched: boolean;
}

/** The labels as a dataset; null while they do not suffice for training, pictures arrive, or the dataset is not built yet. */
function useBuiltDataset(labels: readonly SampleLabel[], isGrowing: boolean): Dataset | null {
  const [built, setBuilt] = useState<{ readonly of: readonly SampleLabel[]; readonly dataset: Dataset } | null>(null);
  useEffect(() => {
    // Not for each picture of a recording: a dataset copies all of them.
    const trainable = isGrowing ? null : selectTrainable(labels);
    if (trainable === null) return;
    let isCancelled = false;
    const build = async (): Promise<Dataset> => (await import('./buildDataset')).buildDataset(trainable);
    void build().then((dataset) => !isCancelled && setBuilt({ of: labels, dataset }));
    return () => {
      isCancelled = true;
    };
  }, [labels, isGrowing]);
  return built?.of === labels && !isGrowing ? built.dataset : null;
}
