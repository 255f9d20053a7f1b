import { platform } from '#platform';
import type { Dataset } from '../datasets/Dataset';
import { FerError, isFerError } from '../errors';
import { checkColours } from '../models/checkColours';
import { checkLabelsMatch, checkModel, type FerModel } from '../models/FerModel';
import { checkOptions, resolveOptions } from '../options';
import { checkpointTable, trainTable, type TrainData, type TrainOptions } from './TrainOptions';
import type { TrainResult } from './TrainEvent';
import { TrainingRun } from './TrainingRun';
import { claimModel } from './claimModel';
import { resolveRecipe } from './resolveRecipe';
import { checkTrainData, splitTrainData } from './splitTrainData';
import { countWorkers, explainOneWorker } from './workers/countWorkers';

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
 * @param model - changed in place, its provenance too; a temperature that `calibrate` fitted to its earlier weights becomes 1 again
 * @param data - two datasets, or one with the splits `train` and, optionally, `validation`; of one without validation samples, a
 * `validationShare` of the training samples is held out. Images of another size than the model's input are resized, as in prediction
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
  checkModel(model);
  const given = checkTrainData(data);
  checkOptions(options, trainTable);
  const { signal, stopSignal, onEvent, callbacks = [], checkpoint, workers: wantedWorkers = 1, ...rest } = options;
  const wanted = resolveRecipe(rest, model.labels);
  const sets = splitTrainData(given, wanted);
  // A share that does not apply is no part of the recipe, so that a checkpoint does not depend on it.
  const recipe = sets.validationFacts.heldOutSamples === 0 ? { ...wanted, validationShare: false as const } : wanted;
  const workers = countWorkers(wantedWorkers, model.backend, recipe);
  checkLabelsMatch(model, sets.train);
  if (sets.validation !== undefined) checkLabelsMatch(model, sets.validation);
  for (const set of [sets.train, sets.validation]) if (set !== undefined) checkColours(model, set);
  checkTrainable(model);
  signal?.throwIfAborted();

  const checkpointOptions =
    checkpoint === undefined
      ? undefined
      : resolveOptions(typeof checkpoint === 'string' ? { path: checkpoint } : checkpoint, checkpointTable);
  const release = claimModel(model);
  let unlock: (() => Promise<void>) | undefined;
  try {
    unlock = checkpointOptions === undefined ? undefined : await platform.lock(checkpointOptions.path);
    signal?.throwIfAborted();
    // The model may have been disposed while this waited for the lock.
    model.assertUsable();
    return await finishRun(
      new TrainingRun(model, sets, recipe, {
        signal,
        stopSignal,
        onEvent,
        callbacks,
        checkpoint: checkpointOptions,
        workers,
        notes: wantedWorkers === 'auto' ? explainOneWorker(model.backend, recipe) : [],
      }),
    );
  } catch (error) {
    if (!model.disposed || isFerError(error)) throw error;
    // tfjs' error about disposed weights names neither the model nor the cause.
    signal?.throwIfAborted();
    model.assertUsable();
    throw error;
  } finally {
    await unlock?.();
    release();
  }
}

/** @throws MODEL_INCOMPATIBLE where every layer is frozen */
function checkTrainable({ layers, metadata }: FerModel): void {
  if (layers.trainableWeights.length > 0) return;
  throw new FerError('MODEL_INCOMPATIBLE', {
    field: 'layers',
    failed: `The model "${metadata.architecture.id}" has nothing to train`,
    expected: 'a layer with weights that is trainable',
    received: layers.weights.length === 0 ? 'a network without weights' : 'a network whose layers are all frozen',
    next: 'Set layer.trainable = true for some of model.layers.layers.',
  });
}

async function finishRun(run: TrainingRun): Promise<TrainResult> {
  try {
    return await run.run();
  } finally {
    run.dispose();
  }
}
