import { platform } from '#platform';
import type { Dataset } from '../datasets/Dataset';
import { FerError, isFerError } from '../errors';
import { checkLabelsMatch, type FerModel } from '../models/FerModel';
import { notify } from '../notify';
import { checkOptions } from '../options';
import {
  splitTrainData,
  trainTable,
  type TrainData,
  type TrainEvent,
  type TrainOptions,
  type TrainResult,
} from './TrainOptions';
import { TrainingRun } from './TrainingRun';
import { resolveRecipe } from './resolveRecipe';
import { countWorkers } from './workers/countWorkers';

const modelsInTraining = new WeakSet<FerModel>();

/**
 * Trains a model in place.
 *
 * However the run ends, the model has its best weights so far: those of the best epoch (with a validation set and
 * `restoreBest`), else the moving average (with `averageWeights`), else the last. The same seed, data and backend give the same
 * weights to the bit, and so does a run that was killed and resumed from its checkpoint.
 *
 * The first step of a batch size is captured; the later ones replay its kernels without TensorFlow.js' bookkeeping. Replay
 * needs a network of TensorFlow.js' own layers: with a custom layer, or a layer with a call hook, every step runs in full,
 * which takes longer.
 *
 * @param model - changed in place, its provenance too
 * @param data - two datasets, or one with the splits `train` and, optionally, `validation`
 * @throws OPTION_INVALID; DATASET_EMPTY; DISPOSED; MODEL_INCOMPATIBLE where the labels differ from the model's; MODEL_BUSY where
 * another run trains the model; TRAINING_DIVERGED where the loss is not finite, with the model at its best weights, or its last good ones;
 * CHECKPOINT_INCOMPATIBLE; CHECKPOINT_CORRUPT; STORAGE_FAILED; STORAGE_BUSY where another run has the checkpoint; WORKER_FAILED
 * where a worker died
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
export async function train(
  model: FerModel,
  data: TrainData | Dataset,
  options: TrainOptions = {},
): Promise<TrainResult> {
  checkOptions(options, trainTable);
  const { signal, stopSignal, onEvent, checkpoint, workers: wantedWorkers = 1, ...given } = options;
  const recipe = resolveRecipe(given, model.labels);
  const workers = countWorkers(wantedWorkers, model.backend, recipe);
  const sets = splitTrainData(data);
  model.assertUsable();
  checkLabelsMatch(model, sets.train);
  if (sets.validation !== undefined) checkLabelsMatch(model, sets.validation);
  signal?.throwIfAborted();
  if (modelsInTraining.has(model)) {
    throw new FerError('MODEL_BUSY', {
      model: model.metadata.architecture.id,
      failed: 'The model is being trained already',
      next: 'Wait for that run to end, or abort it, before starting another.',
    });
  }

  const checkpointOptions = typeof checkpoint === 'string' ? { path: checkpoint } : checkpoint;
  modelsInTraining.add(model);
  let unlock: (() => Promise<void>) | undefined;
  try {
    unlock = checkpointOptions === undefined ? undefined : await platform.lock(checkpointOptions.path);
    signal?.throwIfAborted();
    // The model may have been disposed while this waited for the lock.
    model.assertUsable();
    const emit = (event: TrainEvent): Promise<void> => notify(onEvent, event, { signal });
    return await finishRun(
      new TrainingRun(model, sets, recipe, { signal, stopSignal, emit, checkpoint: checkpointOptions, workers }),
    );
  } catch (error) {
    if (!model.disposed || isFerError(error)) throw error;
    // tfjs' error about disposed weights names neither the model nor the cause.
    signal?.throwIfAborted();
    model.assertUsable();
    throw error;
  } finally {
    await unlock?.();
    modelsInTraining.delete(model);
  }
}

async function finishRun(run: TrainingRun): Promise<TrainResult> {
  try {
    return await run.run();
  } finally {
    run.dispose();
  }
}
