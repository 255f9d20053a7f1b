import type { FerModel, TrainOptions, TrainResult } from '@ferkit/core';
import { omitUndefined } from '../omitUndefined';
import { trainingDefaults, type TrainingJob } from './TrainingOptions';

/** How a part of a run goes, from a start or resume to a stop or the end. */
export interface TrainingLeg extends Pick<TrainOptions, 'onEvent'> {
  readonly signal: AbortSignal;
  readonly isResumed: boolean;
}

/** What a run that ended came to. */
export interface TrainingOutcome {
  readonly model: FerModel;
  readonly result: TrainResult;
}

/** Runs a job until it ends or is stopped. The engine is loaded only now, so that a page that never trains does without. */
export async function runTraining(
  job: TrainingJob,
  { signal, isResumed, onEvent }: TrainingLeg,
): Promise<TrainingOutcome> {
  const { data, options } = job;
  const { train, removeCheckpoint } = await import('@ferkit/core');
  signal.throwIfAborted();
  const model = (job.model ??= await makeModel(job, signal));
  signal.throwIfAborted();
  const path = options.checkpoint ?? trainingDefaults.checkpoint;
  const call: TrainOptions = {
    ...options.options,
    ...omitUndefined({ onEvent, checkpoint: path === false ? undefined : { path, resume: isResumed } }),
    signal,
  };
  let result: TrainResult;
  if (options.worker === undefined) {
    result = await train(model, data, call);
  } else {
    const { trainInWorker } = await import('@ferkit/core/worker');
    signal.throwIfAborted();
    result = await trainInWorker(model, data, {
      ...call,
      ...omitUndefined({ wasm: options.wasm }),
      worker: options.worker(),
    });
  }
  if (path !== false) await removeCheckpoint(path);
  return { model, result };
}

async function makeModel({ data, options }: TrainingJob, signal: AbortSignal): Promise<FerModel> {
  const samples = 'train' in data ? data.train : data;
  const { model, architecture, backend } = options;
  if (typeof model === 'function') return model(samples, signal);
  if (model !== undefined) return model;
  const { createModel } = await import('@ferkit/core');
  return createModel({
    architecture: architecture ?? trainingDefaults.architecture,
    backend: backend ?? trainingDefaults.backend,
    labels: samples.labels,
    input: { width: samples.width, height: samples.height },
    ...omitUndefined({ seed: options.options?.seed }),
    signal,
  });
}
