import type { FerModel, TrainOptions, TrainResult } from '@ferkit/core';
import { omitUndefined } from '../omitUndefined';
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
    worker,
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
  let result: TrainResult;
  if (worker === undefined) {
    result = await train(model, data, trainOptions);
  } else {
    const { trainInWorker } = await import('@ferkit/core/worker');
    signal.throwIfAborted();
    result = await trainInWorker(model, data, { ...trainOptions, worker: worker() });
  }
  if (path !== false) await removeCheckpoint(path);
  return { model, result };
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
