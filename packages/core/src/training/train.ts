import { platform } from '#platform';
import { Dataset } from '../datasets/Dataset';
import { FerError, isFerError } from '../errors';
import { checkLabelsMatch, type FerModel } from '../models/FerModel';
import type { TrainOptions, TrainData, TrainResult } from './TrainOptions';
import { TrainingRun } from './TrainingRun';
import { checkTrainOptions, splitsOf } from './checkTrainOptions';
import { countWorkers } from './workers/countWorkers';

const training = new WeakSet<FerModel>();

/**
 * Trains a model in place.
 *
 * Whatever ends the run, the model is left with the weights the run is worth: those of the best epoch (with a validation
 * set and `restoreBest`), else the averaged ones (with `averageWeights`), else the last. The same seed, data and backend give
 * the same weights; a run that was killed and is called again with its checkpoint ends with the weights of one that was not.
 *
 * Steps run what the first step of their batch size ran, without TensorFlow.js around it, where all layers of the network are
 * TensorFlow.js' own. A layer of your own, or one with a hook, is called at each step as TensorFlow.js does, which takes longer.
 *
 * @param model - changed in place; its provenance too
 * @param data - two datasets, or one whose splits `train` and `validation` are used
 * @throws OPTION_INVALID, DATASET_EMPTY, MODEL_INCOMPATIBLE where the labels differ from the model's,
 * TRAINING_DIVERGED where the loss is no longer a number (the model then has its last good weights), CHECKPOINT_INCOMPATIBLE,
 * CHECKPOINT_CORRUPT, STORAGE_FAILED; STORAGE_BUSY where another run has the same checkpoint; WORKER_FAILED where one of several
 * workers broke off
 *
 * @example
 * ```ts
 * const fer = await openDataset('fer2013.csv.gz');
 * const model = await createModel({ labels: fer.labels });
 * await train(model, fer);
 * ```
 * @example
 * ```ts
 * const { history, bestEpoch } = await train(
 *   model,
 *   { train: fer.selectSplit('train'), validation: fer.selectSplit('validation') },
 *   {
 *     epochs: 32,
 *     checkpoint: 'run/checkpoint.safetensors',
 *     signal: controller.signal,
 *     onEvent: (event) => event.type === 'epoch' && console.log(event.epoch, event.validation?.accuracy),
 *   },
 * );
 * ```
 */
export async function train(model: FerModel, data: TrainData | Dataset, call: TrainOptions = {}): Promise<TrainResult> {
  const { signal, onEvent, checkpoint, workers: wanted = 1, ...given } = call;
  const options = checkTrainOptions(given, model.labels);
  const workers = countWorkers(wanted, model.backend, options);
  const sets = data instanceof Dataset ? splitsOf(data) : data;
  model.assertUsable();
  checkLabelsMatch(model, sets.train);
  if (sets.validation !== undefined) checkLabelsMatch(model, sets.validation);
  signal?.throwIfAborted();
  if (training.has(model)) {
    throw new FerError('MODEL_BUSY', {
      model: model.metadata.architecture.id,
      failed: 'The model is being trained already',
      next: 'Wait for that run to end, or abort it, before starting another.',
    });
  }

  const place = typeof checkpoint === 'string' ? { path: checkpoint } : checkpoint;
  training.add(model);
  let release: (() => Promise<void>) | undefined;
  try {
    release = place === undefined ? undefined : await platform.lock(place.path);
    signal?.throwIfAborted();
    // It may have been disposed of while the lock was waited for.
    model.assertUsable();
    return await runOnce(
      new TrainingRun(model, sets, options, { signal, emit: (event) => onEvent?.(event), checkpoint: place, workers }),
    );
  } catch (error) {
    if (!model.disposed || isFerError(error)) throw error;
    // What tfjs says of weights that are gone tells neither whose they were nor why.
    signal?.throwIfAborted();
    model.assertUsable();
    throw error;
  } finally {
    await release?.();
    training.delete(model);
  }
}

async function runOnce(run: TrainingRun): Promise<TrainResult> {
  try {
    return await run.run();
  } finally {
    run.dispose();
  }
}
