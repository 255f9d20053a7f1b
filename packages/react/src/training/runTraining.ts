import type { FerModel, removeCheckpoint, train, TrainEvent, TrainOptions, TrainResult } from '@ferkit/core';
import { isFerError } from '@ferkit/core/metrics';
import { omitUndefined } from '../omitUndefined';
import { warnOfPage } from '../warnOfPage';
import { trainingDefaults, type TrainingData, type UseTrainingOptions } from './TrainingOptions';

/** One training run. It spans all stops and resumes between its start and its end. */
export interface TrainingJob {
  readonly data: TrainingData;
  /** The options at the start: a run resumed with different ones would not continue the same training. */
  readonly options: UseTrainingOptions;
  /** Null until it is created. */
  model: FerModel | null;
  /** True once the run has written a checkpoint. */
  hasCheckpoint: boolean;
}

/** The thread in which a run computes. */
export interface TrainingPlace {
  readonly runsIn: 'worker' | 'page';
  /** The reason why it does not run in ferkit's worker, if that was tried. */
  readonly workerError: Error | null;
}

interface RunOptions {
  readonly signal: AbortSignal;
  /** True continues from the checkpoint. */
  readonly isResumed: boolean;
  readonly onEvent: (event: TrainEvent) => void;
  /** Called before the first event. */
  readonly onPlace: (place: TrainingPlace) => void;
}

/** Outcome of a finished run. */
export interface TrainingOutcome {
  readonly model: FerModel;
  readonly result: TrainResult;
}

/**
 * Trains until the job finishes or the signal aborts. The engine is imported here, so that pages that never train do not
 * load it.
 */
export async function runTraining(
  job: TrainingJob,
  { signal, isResumed, onEvent, onPlace }: RunOptions,
): Promise<TrainingOutcome> {
  const { data, options } = job;
  const {
    model: _model,
    architecture: _architecture,
    backend: _backend,
    onFinish: _onFinish,
    onError: _onError,
    onEvent: _onEvent,
    worker = true,
    checkpoint: path = trainingDefaults.checkpoint,
    ...recipe
  } = options;
  const { train, removeCheckpoint } = await import('@ferkit/core');
  signal.throwIfAborted();
  const model = (job.model ??= await createJobModel(job, signal));
  signal.throwIfAborted();
  const trainOptions: TrainOptions = {
    ...recipe,
    // A run that has written its checkpoint must not begin anew, from weights that are trained already.
    ...(path === false
      ? {}
      : { checkpoint: { path, resume: isResumed && job.hasCheckpoint ? ('required' as const) : isResumed } }),
    signal,
    onEvent: (event) => {
      if (event.type === 'checkpoint') job.hasCheckpoint = true;
      onEvent(event);
    },
  };
  const result = await trainInPlace(worker, { model, data, options: trainOptions, trainHere: train, onPlace });
  if (path !== false) await removeOwnCheckpoint(path, removeCheckpoint);
  return { model, result };
}

/** Leaves the checkpoint of another page, which may have started as soon as this run ended. */
async function removeOwnCheckpoint(path: string, remove: typeof removeCheckpoint): Promise<void> {
  try {
    await remove(path);
  } catch (error) {
    if (!isFerError(error, 'STORAGE_BUSY')) throw error;
  }
}

interface PlacedRun {
  readonly model: FerModel;
  readonly data: TrainingData;
  readonly options: TrainOptions;
  readonly trainHere: typeof train;
  readonly onPlace: (place: TrainingPlace) => void;
}

/** Trains in the user's worker, in ferkit's own, or on the page if that one cannot start. */
async function trainInPlace(
  worker: NonNullable<UseTrainingOptions['worker']>,
  { model, data, options, trainHere, onPlace }: PlacedRun,
): Promise<TrainResult> {
  if (worker === false) {
    onPlace({ runsIn: 'page', workerError: null });
    return trainHere(model, data, options);
  }
  const { trainInWorker } = await import('@ferkit/core/worker');
  options.signal?.throwIfAborted();
  onPlace({ runsIn: 'worker', workerError: null });
  if (typeof worker === 'function') return trainInWorker(model, data, { ...options, worker: worker() });
  const events = { count: 0 };
  try {
    const onEvent = (event: TrainEvent): unknown => {
      events.count++;
      return options.onEvent?.(event);
    };
    return await trainInWorker(model, data, { ...options, onEvent });
  } catch (error) {
    options.signal?.throwIfAborted();
    // A worker that failed during the run did start: its error says why it ended.
    if (events.count > 0 || !isFerError(error, 'WORKER_FAILED')) throw error;
    warnOfPage('The training', error);
    onPlace({ runsIn: 'page', workerError: error });
    return trainHere(model, data, options);
  }
}

async function createJobModel({ data, options }: TrainingJob, signal: AbortSignal): Promise<FerModel> {
  const samples = 'train' in data ? data.train : data;
  const { model, architecture, backend, seed } = options;
  if (typeof model === 'function') return model(samples, signal);
  if (model !== undefined) return model;
  const { createModel } = await import('@ferkit/core');
  return createModel({
    architecture: architecture ?? trainingDefaults.architecture,
    backend: backend ?? trainingDefaults.backend,
    labels: samples.labels,
    input: { width: samples.width, height: samples.height },
    ...omitUndefined({ seed }),
    signal,
  });
}
