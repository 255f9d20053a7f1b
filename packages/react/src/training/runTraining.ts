import type { FerModel, train, TrainEvent, TrainOptions, TrainResult } from '@ferkit/core';
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
}

interface RunOptions extends Pick<TrainOptions, 'onEvent'> {
  readonly signal: AbortSignal;
  /** True continues from the checkpoint. */
  readonly isResumed: boolean;
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
  { signal, isResumed, onEvent }: RunOptions,
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
    ...omitUndefined({ onEvent, checkpoint: path === false ? undefined : { path, resume: isResumed } }),
    signal,
  };
  const result = await trainInPlace(worker, { model, data, options: trainOptions, trainHere: train });
  if (path !== false) await removeCheckpoint(path);
  return { model, result };
}

interface PlacedRun {
  readonly model: FerModel;
  readonly data: TrainingData;
  readonly options: TrainOptions;
  readonly trainHere: typeof train;
}

/** Trains in the user's worker, in ferkit's own, or on the page if that one cannot start. */
async function trainInPlace(
  worker: NonNullable<UseTrainingOptions['worker']>,
  { model, data, options, trainHere }: PlacedRun,
): Promise<TrainResult> {
  if (worker === false) return trainHere(model, data, options);
  const { trainInWorker } = await import('@ferkit/core/worker');
  options.signal?.throwIfAborted();
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
