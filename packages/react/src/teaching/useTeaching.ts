import type { BackendChoice, ByteSource, Dataset, FaceDetector, TrainRecipe } from '@ferkit/core';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLatest } from '../hooks/useLatest';
import { toError } from '../toError';
import type { MakeModel, TrainingSetup, TrainingOptions } from '../training/TrainingOptions';
import { useTraining, type TrainingState } from '../training/useTraining';
import { omitUndefined } from '../omitUndefined';
import { hasUniqueName, type SampleLabel, selectTrainable } from './SampleCollection';
import type { TeachingOutcome } from './readTaught';
import { type LabelledSamplesState, SAMPLE_SIZE, useLabelledSamples } from './useLabelledSamples';

/** Options of {@link useTeaching}. */
export interface UseTeachingOptions extends TrainingSetup {
  /** Names of the first labels. @default none */
  readonly labels?: readonly string[] | undefined;
  /** Detector of the faces; it stays yours to dispose of. @default ferkit's own */
  readonly faces?: FaceDetector | undefined;
  /**
   * Recipe of the training, as for `train`, and its checkpoint.
   * @default core's `trainDefaults` with 20 epochs, batches of 16, learning rate 0.01 and the loss as metric
   */
  readonly options?: TrainingOptions | undefined;
}

/** Opening and saving of all that was taught. */
export interface ProjectState {
  /** The work on a file that goes on, or the outcome of the last one. */
  readonly status: 'idle' | 'opening' | 'saving' | 'opened' | 'saved' | 'error';
  /** Error of the last file; a `FerError` where the cause is known. */
  readonly error: Error | null;
}

/** Result of {@link useTeaching}. */
export interface TeachingState {
  /** The collected pictures. */
  readonly samples: LabelledSamplesState;
  /** The training run. */
  readonly training: TrainingState;
  /** The result of the model on the pictures that were held out when it was trained; null without a trained model. */
  readonly outcome: TeachingOutcome | null;
  /** True if the trained model has the labels that would be trained now, so that it can be trained on. */
  readonly canTrainOn: boolean;
  /** Trains a new model, or with `goOn` the trained one on. Does nothing while `samples.gaps` has reasons. */
  readonly train: (options?: { readonly goOn?: boolean }) => void;
  /** The state of the last file. */
  readonly project: ProjectState;
  /** Adds the pictures of a project to those that are collected, and takes its model. On an error, nothing changes. */
  readonly open: (source: ByteSource) => Promise<void>;
  /** True if there are pictures, and each label has a unique name. */
  readonly canSave: boolean;
  /** All pictures, labels, the model and the options as one file, which `openProject` and the command line read; null on an error. */
  readonly save: () => Promise<Blob | null>;
}

/** Recipe for the last layer alone, which learns fast and from few samples. */
const teachingDefaults: TrainingOptions = { epochs: 20, batchSize: 16, learningRate: 0.01, metric: 'loss' };

/**
 * Behaviour of `<TeachingPanel>` without its markup: collects faces for labels, trains the last layer of the bundled model with
 * them, trains it on with more, and keeps all in one file.
 *
 * @example
 * ```tsx
 * const { samples, training, outcome, train } = useTeaching({ labels: ['wink', 'no wink'] });
 * return (
 *   <>
 *     {samples.labels.map(({ id, name }) => (
 *       <label key={id}>
 *         {name} <input type="file" multiple onChange={({ target }) => samples.add(id, target.files ?? [])} />
 *       </label>
 *     ))}
 *     <button disabled={samples.gaps.length > 0} onClick={() => train()}>{training.status}</button>
 *     {outcome && `${outcome.right} of ${outcome.of} right`}
 *   </>
 * );
 * ```
 */
export function useTeaching({ labels, faces, options, ...setup }: UseTeachingOptions = {}): TeachingState {
  const { backend, model, onError } = setup;
  const samples = useLabelledSamples({ labels, faces, backend, onError });
  const [recipe, setRecipe] = useState<Partial<TrainRecipe>>({});
  const merged: TrainingOptions = { ...teachingDefaults, ...recipe, ...options };
  const training = useTraining({ ...merged, ...setup, model: model ?? adaptBundledModel(backend, merged.seed) });
  const [opened, setOpened] = useState<TeachingOutcome | null>(null);
  const [project, setProject] = useState<ProjectState>({ status: 'idle', error: null });
  const mounted = useRef<AbortController | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    mounted.current = controller;
    return () => controller.abort();
  }, []);

  const trainable = useMemo(() => selectTrainable(samples.labels), [samples.labels]);
  const trained = training.model?.labels;
  const canTrainOn = trainable !== null && trained !== undefined && hasSameNames(trainable, trained);
  const latest = useLatest({ samples, training, trainable, merged, onError });

  const train = useCallback(
    ({ goOn = false } = {}): void => {
      const { trainable: ready, training: last } = latest.current;
      const signal = mounted.current?.signal;
      if (ready === null || signal === undefined) return;
      const order = goOn ? (last.model?.labels ?? []) : [];
      const sorted = goOn
        ? [...ready].sort((one, other) => order.indexOf(nameOf(one)) - order.indexOf(nameOf(other)))
        : ready;
      const start = async (): Promise<void> => {
        const { buildDataset } = await import('./buildDataset');
        const dataset = await buildDataset(sorted);
        if (signal.aborted) return;
        setOpened(null);
        last.start(dataset, { goOn });
      };
      start().catch((cause: unknown) => !signal.aborted && latest.current.onError?.(toError(cause)));
    },
    [latest],
  );

  const fail = useCallback(
    (cause: unknown): void => {
      const error = toError(cause);
      setProject({ status: 'error', error });
      latest.current.onError?.(error);
    },
    [latest],
  );

  const open = useCallback(
    async (source: ByteSource): Promise<void> => {
      const signal = mounted.current?.signal;
      if (signal === undefined) return;
      setProject({ status: 'opening', error: null });
      try {
        const { readTaught } = await import('./readTaught');
        const taught = await readTaught(source, { ...omitUndefined({ backend }), signal, size: SAMPLE_SIZE });
        if (signal.aborted) {
          taught.model?.dispose();
          return;
        }
        latest.current.samples.merge(taught.labels);
        if (taught.model !== undefined) latest.current.training.adopt(taught.model, taught.dataset);
        if (taught.recipe !== undefined) setRecipe(taught.recipe);
        if (taught.model !== undefined) setOpened(taught.outcome);
        setProject({ status: 'opened', error: null });
      } catch (cause) {
        if (!signal.aborted) fail(cause);
      }
    },
    [backend, latest, fail, setRecipe],
  );

  const save = useCallback(async (): Promise<Blob | null> => {
    const signal = mounted.current?.signal;
    if (signal === undefined) return null;
    const { samples: collected, training: last, merged: used } = latest.current;
    setProject({ status: 'saving', error: null });
    try {
      const [{ encodeProject, trainDefaults }, { buildDataset }] = await Promise.all([
        import('@ferkit/core'),
        import('./buildDataset'),
      ]);
      const names = Object.keys(trainDefaults) as (keyof TrainRecipe)[];
      const kept = Object.fromEntries(
        names.map((name) => [name, used[name]] as const).filter(([, value]) => value !== undefined),
      );
      const bytes = await encodeProject(
        {
          dataset: await buildDataset(collected.labels),
          recipe: kept,
          ...(last.status === 'running' || last.model === null ? {} : { model: last.model }),
        },
        { signal },
      );
      setProject({ status: 'saved', error: null });
      return new Blob([bytes], { type: 'application/zip' });
    } catch (cause) {
      if (!signal.aborted) fail(cause);
      return null;
    }
  }, [latest, fail]);

  return {
    samples,
    training,
    outcome: outcomeOf(training) ?? (training.status === 'finished' ? opened : null),
    canTrainOn,
    train,
    project,
    open,
    canSave: samples.labels.some((label) => label.samples.length > 0) && samples.labels.every((label) => hasUniqueName(label, samples.labels)), // prettier-ignore
    save,
  };
}

const nameOf = ({ name }: SampleLabel): string => name.trim();

const hasSameNames = (labels: readonly SampleLabel[], names: readonly string[]): boolean =>
  labels.length === names.length && labels.every((label) => names.includes(nameOf(label)));

/** The result of a run's best epoch; null before it ends. */
function outcomeOf({ status, bestConfusion }: TrainingState): TeachingOutcome | null {
  if ((status !== 'finished' && status !== 'stopped') || bestConfusion === null) return null;
  const { counts } = bestConfusion;
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  return { right: sum(counts.map((row, label) => row[label]!)), of: sum(counts.map(sum)) };
}

/** Creates models for other labels from the bundled model: a new last layer is trained, all layers before it are frozen. */
function adaptBundledModel(backend: BackendChoice | undefined, seed: number | undefined): MakeModel {
  return async (train: Dataset, signal) => {
    const { adaptModel, loadModel } = await import('@ferkit/core');
    signal.throwIfAborted();
    const base = await loadModel({ ...omitUndefined({ backend }), signal });
    try {
      return await adaptModel(base, train.labels, omitUndefined({ seed }));
    } finally {
      base.dispose();
    }
  };
}
