import type { BackendChoice } from '../backends/BackendProvider';
import { backendRule } from '../backends/backendRule';
import { engineOf } from '../backends/selectBackend';
import { Dataset } from '../datasets/Dataset';
import { datasetRule, hasSplit } from '../datasets/DatasetColumns';
import { type DatasetSource, openDataset } from '../datasets/openDataset';
import { calibrate, type Calibration, FEWEST_CALIBRATION_SAMPLES } from '../evaluation/calibrate';
import { evaluate } from '../evaluation/evaluate';
import type { EvaluationReport } from '../evaluation/EvaluationReport';
import { keepGroups } from '../keepGroups';
import { adaptModel } from '../models/adaptModel';
import { WeightSnapshot } from '../models/copyWeights';
import { checkModel, FerModel } from '../models/FerModel';
import { loadModel } from '../models/loadModel';
import { type ModelSource, modelSourceRule } from '../models/openModelSource';
import { notify } from '../notify';
import {
  custom,
  defaultsOf,
  either,
  integer,
  number,
  oneOf,
  optionInvalid,
  type OptionTable,
  resolveOptions,
  withDefault,
} from '../options';
import {
  type CallbackEvent,
  checkpointPathRule,
  recipeTable,
  type TrainCallback,
  type TrainOptions,
  type TrainRecipe,
  trainTable,
} from '../training/TrainOptions';
import type { TrainEvent, TrainResult } from '../training/TrainEvent';
import { train } from '../training/train';

/** The two parts of a fine-tuning: the new last layer on frozen features, then all layers. */
export type FinetuneStage = NonNullable<CallbackEvent['stage']>;

/** An event of {@link finetune}: one of `train`, with the stage that it belongs to. */
export type FinetuneEvent = TrainEvent & { readonly stage: FinetuneStage };

/** Options of {@link finetune}: those of `train`, with other defaults, for the stage that trains all layers; and its own. */
export interface FinetuneOptions extends Omit<TrainOptions, 'onEvent' | 'checkpoint' | 'workers'> {
  /** The model to begin with, which is not changed: a model, or the place of one. @default the bundled model */
  readonly from?: FerModel | ModelSource;
  /** Backend of a model that is loaded. @default 'auto' */
  readonly backend?: BackendChoice;
  /**
   * Share of the samples that is held out to report on, where the data have no test split; between 0 and 1. Copies of an image, and
   * images of a person where the data know them, stay together. `false` holds out none, and gives no report.
   * @default 0.2
   */
  readonly testShare?: number | false;
  /**
   * Epochs that train the new last layer on frozen features; 0 trains all layers from the start, such as those of a checkpoint whose labels
   * stay. @default 20
   */
  readonly headEpochs?: number;
  /** Their highest learning rate, above 0. @default 0.01 */
  readonly headLearningRate?: number;
  /** Epochs that then train all layers; 0 leaves the features frozen. @default 10 */
  readonly epochs?: number;
  /** The highest learning rate of these epochs, above 0. @default 0.0005 */
  readonly learningRate?: number;
  /** Samples per step, in both stages. @default 16 */
  readonly batchSize?: number;
  /**
   * Share of the training samples that is held out to choose epoch and stage and to calibrate on, where the data have no validation split;
   * between 0 and 1. `false` holds out none.
   * @default 0.2
   */
  readonly validationShare?: number | false;
  /** Score that chooses the best epoch of a stage. @default 'loss' */
  readonly metric?: TrainRecipe['metric'];
  /** Called for each event of both stages, as in `train`. */
  readonly onEvent?: (event: FinetuneEvent) => unknown;
  /**
   * The file that an interrupted call resumes from; the stage of the last layer has another, with `-head` at its end of the name.
   * `removeCheckpoint` removes them.
   * @default no checkpoint is written
   */
  readonly checkpoint?: string;
}

type Defaulted = keyof TrainRecipe | 'backend' | 'testShare' | 'headEpochs' | 'headLearningRate';

export const finetuneTable: OptionTable<FinetuneOptions, Defaulted> = {
  ...recipeTable,
  from: either(
    custom('a FerModel', (value) => value instanceof FerModel),
    modelSourceRule,
  ),
  backend: withDefault('auto', backendRule),
  testShare: withDefault(0.2, either(oneOf(false), number({ above: 0, below: 1 }))),
  headEpochs: withDefault(20, integer({ from: 0 })),
  headLearningRate: withDefault(0.01, recipeTable.learningRate),
  epochs: withDefault(10, integer({ from: 0 })),
  batchSize: withDefault(16, recipeTable.batchSize),
  learningRate: withDefault(0.0005, recipeTable.learningRate),
  validationShare: withDefault(0.2, recipeTable.validationShare),
  metric: withDefault('loss', recipeTable.metric),
  onEvent: trainTable.onEvent,
  callbacks: trainTable.callbacks,
  checkpoint: checkpointPathRule,
  stopSignal: trainTable.stopSignal,
  signal: trainTable.signal,
};

/** The defaults of {@link FinetuneOptions}. */
export const finetuneDefaults: Required<Pick<FinetuneOptions, Defaulted>> = /* @__PURE__ */ defaultsOf(finetuneTable);

/** The result of {@link finetune}. */
export interface FinetuneResult {
  /** The new model, which is the caller's to save and to dispose of. */
  readonly model: FerModel;
  /** The samples with the splits that were used: train, validation, test. */
  readonly dataset: Dataset;
  /** The training of the last layer; absent with `headEpochs: 0`. */
  readonly head?: TrainResult;
  /** The training of all layers; absent with `epochs: 0`, and where `stopSignal` ended the first one. */
  readonly all?: TrainResult;
  /** The stage whose weights the model has: that of the lower validation loss; the last one without validation samples. */
  readonly kept: FinetuneStage;
  /** Absent with fewer than 20 validation samples. */
  readonly calibration?: Calibration;
  /** Scores on the test split; absent without one. */
  readonly report?: EvaluationReport;
}

/**
 * Makes a model of one's own from a trained one and some pictures: finds and crops the faces, holds out a test and a validation share
 * (by person where the data know persons), trains a new last layer and then all layers, keeps the better of both, calibrates it, and
 * evaluates it. Ten pictures of each label are a beginning, thirty are enough for labels that differ clearly.
 *
 * If the model has all labels of the data, its last layer is kept and trained further.
 * @param data - a dataset, or the source of one, as in `openDataset`; of a folder with a folder of pictures for each label
 * @throws the errors of `openDataset`, `loadModel`, `adaptModel`, `train` and `evaluate`; OPTION_INVALID
 *
 * @example
 * ```ts
 * const { model, report } = await finetune('photos'); // photos/wink/1.jpg, photos/neither/1.jpg, ...
 * console.log(report?.accuracy, report?.samples);
 * await saveModel(model, 'winks');
 * ```
 */
export async function finetune(data: DatasetSource | Dataset, options: FinetuneOptions = {}): Promise<FinetuneResult> {
  const { from, backend, testShare, headEpochs, headLearningRate, onEvent, checkpoint, stopSignal, signal, ...recipe } =
    resolveOptions(options, finetuneTable);
  if (recipe.patience !== false && recipe.validationShare === false) {
    throw optionInvalid('patience', 'a validationShare, on which it is measured', 'none');
  }
  if (headEpochs === 0 && recipe.epochs === 0) {
    throw optionInvalid('epochs', 'at least 1 without headEpochs', '0');
  }
  if (from instanceof FerModel) checkModel(from, 'from');
  const base = from instanceof FerModel ? from : await loadModel(from, { backend, signal });
  let model: FerModel | undefined;
  try {
    const { width, height, channels } = base.metadata.input;
    const opened = datasetRule.accepts(data)
      ? new Dataset(data as Dataset)
      : await openDataset(data as DatasetSource, { width, height, channels, backend, signal });
    const dataset = splitData(opened, testShare, recipe);
    const sets = { train: dataset.selectSplit('train'), ...pick(dataset, 'validation') };
    model = await adaptModel(base, dataset.labels, { seed: recipe.seed, signal });
    const runStage = (stage: FinetuneStage, epochs: number, learningRate: number): Promise<TrainResult> =>
      train(model!, sets, {
        ...withoutValidation(recipe, sets.validation),
        validationShare: false,
        epochs,
        learningRate,
        stopSignal,
        signal,
        ...(checkpoint === undefined ? {} : { checkpoint: stage === 'head' ? `${checkpoint}-head` : checkpoint }),
        callbacks: (recipe.callbacks ?? []).map((callback) => tellStage(callback, stage)),
        onEvent: (event) => notify(onEvent, { ...event, stage }, { signal }),
      });
    const head = headEpochs === 0 ? undefined : await runStage('head', headEpochs, headLearningRate);
    const isOver = recipe.epochs === 0 || head?.reason === 'stopped';
    const whole = isOver
      ? { kept: 'head' as const }
      : await trainAll(model, head, () => runStage('all', recipe.epochs, recipe.learningRate));
    const calibration =
      sets.validation !== undefined && sets.validation.size >= FEWEST_CALIBRATION_SAMPLES
        ? await calibrate(model, sets.validation, { signal })
        : undefined;
    const { test } = pick(dataset, 'test');
    const report = test === undefined ? undefined : await evaluate(model, test, { trainingSet: sets.train, signal });
    return {
      model,
      dataset,
      ...(head === undefined ? {} : { head }),
      ...whole,
      ...(calibration === undefined ? {} : { calibration }),
      ...(report === undefined ? {} : { report }),
    };
  } catch (error) {
    model?.dispose();
    throw error;
  } finally {
    if (base !== from) base.dispose();
  }
}

type Sets = Pick<TrainRecipe, 'validationShare' | 'seed'>;

/** Holds out the test and the validation split, where there are none. Labels with too few samples give none. */
function splitData(dataset: Dataset, testShare: number | false, { validationShare, seed }: Sets): Dataset {
  const holdOut = (whole: Dataset, share: number | false, split: 'test' | 'validation'): Dataset =>
    share === false || hasSplit(whole, split) || !hasSplit(whole, 'train')
      ? whole
      : keepGroups(whole, (by) => whole.holdOut(share, { split, seed, ...by }));
  return holdOut(holdOut(dataset, testShare, 'test'), validationShare, 'validation');
}

/** A split by its name, where it has samples. */
const pick = <Name extends 'validation' | 'test'>(dataset: Dataset, split: Name): Partial<Record<Name, Dataset>> =>
  hasSplit(dataset, split) ? ({ [split]: dataset.selectSplit(split) } as Record<Name, Dataset>) : {};

/** Tells a callback the stage of each event. */
function tellStage(callback: TrainCallback, stage: FinetuneStage): TrainCallback {
  const { name } = callback;
  const onEvent: TrainCallback['onEvent'] = (event, run) => callback.onEvent({ ...event, stage }, run);
  if (callback.save === undefined) return { name, onEvent };
  return { name, onEvent, save: () => callback.save?.(), restore: (state) => callback.restore?.(state) };
}

/** Options that `train` refuses without validation samples have their defaults then. */
const withoutValidation = <Recipe extends TrainRecipe>(recipe: Recipe, validation: Dataset | undefined): Recipe =>
  validation === undefined ? { ...recipe, metric: recipeTable.metric.default, patience: false } : recipe;

/** Trains all layers, and keeps the weights of the better stage. */
async function trainAll(
  model: FerModel,
  head: TrainResult | undefined,
  run: () => Promise<TrainResult>,
): Promise<Pick<FinetuneResult, 'all' | 'kept'>> {
  const engine = engineOf(model.backend);
  engine.use();
  // One list for both, because tfjs orders frozen weights behind the others.
  const weights = [...model.layers.weights];
  const before = WeightSnapshot.of(weights);
  try {
    for (const layer of model.layers.layers) layer.trainable = true;
    const all = await run();
    const isWorse = head !== undefined && lossOf(all) > lossOf(head);
    engine.use();
    if (isWorse) before.restore(weights);
    return { all, kept: isWorse ? 'head' : 'all' };
  } finally {
    engine.free(() => before.dispose());
  }
}

/** The validation loss of the best epoch; infinite without validation samples, and where no epoch was finished. */
function lossOf({ history, bestEpoch }: TrainResult): number {
  return history.find(({ epoch }) => epoch === bestEpoch)?.validation?.loss ?? Infinity;
}
