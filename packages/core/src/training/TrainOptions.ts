import type { AmbientType } from '../AmbientType';
import type { Abortable } from '../abortable';
import { type AugmentOptions, augmentTable } from '../datasets/AugmentOptions';
import type { Dataset } from '../datasets/Dataset';
import { datasetRule } from '../datasets/DatasetColumns';
import { isPlainObject, isRecord } from '../isRecord';
import {
  callbackRule,
  custom,
  defaultsOf,
  describeValue,
  either,
  flagRule,
  integer,
  pathRule,
  number,
  object,
  oneOf,
  type OptionTable,
  type Rule,
  seedRule,
  signalRule,
  withDefault,
} from '../options';
import { type Augmentation, type Metric, partRule } from './OwnParts';
import type { Schedule, ScheduleFunction, ScheduleName } from './learningRateAt';
import type { Loss, LossChoice } from './losses';
import type { Optimizer } from './optimizers/Optimizer';
import type { TrainEvent } from './TrainEvent';

/** The name of an optimizer. */
export type OptimizerName = 'sgd' | 'adam' | 'adamw';

/** The validation score that chooses the best epoch: the lowest `loss`, or the highest of the others. */
export type ValidationMetric = 'loss' | 'accuracy' | 'macroF1';

/** Everything that decides the weights of a run. A checkpoint holds it, and only a run of the same recipe resumes from it. */
export interface TrainRecipe {
  /** Passes over all samples. @default 30 */
  readonly epochs: number;
  /** Samples per step. @default 64 */
  readonly batchSize: number;
  /** Decides the order of samples, augmentation, mixup, CutMix and dropout. The same seed on the same backend gives the same weights. @default 0 */
  readonly seed: number;
  /** A built-in one by name, or one of your own. @default 'adamw' */
  readonly optimizer: OptimizerName | Optimizer;
  /**
   * The loss of a sample: `cross-entropy`; `focal` (Lin et al. 2017, https://arxiv.org/abs/1708.02002), which weighs samples less that are
   * learnt already, by `(1 - score) ** gamma`, gamma 2 or that of `{ type: 'focal', gamma }`, at least 0; or one of your own.
   * @default 'cross-entropy'
   */
  readonly loss: LossChoice | Loss;
  /** The highest learning rate, above 0. @default 0.002 */
  readonly learningRate: number;
  /** Decay of the weights of convolutions and dense layers, at least 0; biases and normalisation do not decay. @default 0.02 */
  readonly weightDecay: number;
  /**
   * Course of the learning rate; `constant`, `cosine` and `one-cycle` may also be given as text. A function gives the rate of each batch.
   * @default { type: 'cosine' }
   */
  readonly schedule: Schedule | ScheduleName | ScheduleFunction;
  /**
   * Epochs over which the learning rate rises linearly to its highest value; may be a fraction. `one-cycle` and functions have none.
   * @default 1
   */
  readonly warmupEpochs: number;
  /**
   * Weights of samples in the loss, by label. `balanced` is the inverse of each label's frequency; `effective` that of its effective
   * number of samples, `(1 - 0.999 ** n) / (1 - 0.999)`, scaled so that the labels' weights have the mean 1 (the class-balanced loss of Cui
   * et al. 2019, https://arxiv.org/abs/1901.05555); a record gives weights of at least 0 by label, and labels that it lacks weigh 1.
   * @default false
   */
  readonly labelWeights: 'balanced' | 'effective' | Readonly<Record<string, number>> | false;
  /** Share of each target that is spread evenly over all labels, in [0, 1). @default 0.05 */
  readonly labelSmoothing: number;
  /** Blends pairs of samples in a ratio drawn from Beta(mixup, mixup), above 0; 0.2 is usual. @default false */
  readonly mixup: number | false;
  /**
   * Pastes a box of another sample into each sample of a batch, and mixes their targets by the box's area (CutMix, Yun et al. 2019,
   * https://arxiv.org/abs/1905.04899); its share of the image is drawn from Beta(cutmix, cutmix), above 0; 1 is usual. With `mixup` too,
   * each batch gets one of the two by chance.
   * @default false
   */
  readonly cutmix: number | false;
  /** Largest norm of the gradient over all weights together, above 0; a longer one is scaled down to it. @default false */
  readonly clipNorm: number | false;
  /**
   * Decay of an exponential moving average of the weights, in (0, 1), e.g. 0.999. Validation and the result use the average.
   * @default false
   */
  readonly averageWeights: number | false;
  /** Seeded augmentation of the images: amounts, of which those left out are `augmentDefaults`, or one of your own. @default {} */
  readonly augment: AugmentOptions | Augmentation | false;
  /**
   * Share of the training samples that is held out to validate with, where one dataset without validation samples is given; between 0 and
   * 1. It is the same as `dataset.holdOut(share, { seed })`: stratified by label, copies of an image stay together, and so do the images
   * of a person where the dataset knows them. No label gives samples of which it has too few.
   * @default 0.1
   */
  readonly validationShare: number | false;
  /** Score that chooses the best epoch, by name or one of your own; needs validation samples. @default 'accuracy' */
  readonly metric: ValidationMetric | Metric;
  /** Stops early when the metric has not improved for this many epochs; needs validation samples. @default false */
  readonly patience: number | false;
  /** True: the model ends with the weights of its best epoch; false: with those of its last. @default true */
  readonly restoreBest: boolean;
}

const count = integer({ from: 1 });
const off = oneOf(false);

const factor = number({ above: 0, below: 1 });

/** The fields of each type of schedule besides its type. */
const scheduleFields: Readonly<Record<Schedule['type'], Readonly<Record<string, Rule>>>> = {
  constant: {},
  cosine: {},
  'one-cycle': {},
  step: { epochs: count, factor },
  plateau: { patience: count, factor },
};
const anyScheduleFields = {
  type: oneOf('constant', 'cosine', 'one-cycle', 'step', 'plateau'),
  epochs: count,
  patience: count,
  factor,
};

/** True for a schedule with all fields of its type and no others. Misspelt fields pass: `fields` of the rule then name them. */
function isSchedule(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { type, ...given } = value;
  if (Object.keys(given).some((name) => !Object.hasOwn(anyScheduleFields, name))) return true;
  if (typeof type !== 'string' || !Object.hasOwn(scheduleFields, type)) return false;
  const fields = scheduleFields[type as Schedule['type']];
  const names = new Set([...Object.keys(fields), ...Object.keys(given)]);
  return [...names].every((name) => fields[name]?.accepts(given[name]) ?? given[name] === undefined);
}

const scheduleRule: Rule = {
  expected:
    'constant, cosine, one-cycle, step (epochs, factor), plateau (patience, factor), factors in (0, 1), or a function',
  accepts: (value) =>
    ['constant', 'cosine', 'one-cycle'].includes(value as string) || typeof value === 'function' || isSchedule(value),
  received: (value) =>
    isRecord(value)
      ? Object.entries(value)
          .map(([name, field]) => `${name} ${describeValue(field)}`)
          .join(', ') || 'an object with nothing'
      : describeValue(value),
  fields: anyScheduleFields,
};

const lossFields = { type: oneOf('focal'), gamma: number({ from: 0 }) };

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((entry) => typeof entry === 'string');

const isWeightByLabel = (value: unknown): boolean =>
  isPlainObject(value) && Object.values(value).every(number({ from: 0 }).accepts);

export const recipeTable: OptionTable<TrainRecipe, keyof TrainRecipe> = {
  epochs: withDefault(30, count),
  batchSize: withDefault(64, count),
  seed: withDefault(0, seedRule),
  optimizer: withDefault(
    'adamw',
    either(oneOf('sgd', 'adam', 'adamw'), partRule('an optimizer', ['stepNumbers', 'update'], { slots: isTexts })),
  ),
  loss: withDefault(
    'cross-entropy',
    either(
      oneOf('cross-entropy', 'focal'),
      object("{ type: 'focal', gamma }", lossFields, ['type', 'gamma']),
      partRule('a loss', ['compute']),
    ),
  ),
  learningRate: withDefault(0.002, number({ above: 0 })),
  weightDecay: withDefault(0.02, number({ from: 0 })),
  schedule: withDefault({ type: 'cosine' }, scheduleRule),
  warmupEpochs: withDefault(1, number({ from: 0 })),
  labelWeights: withDefault(
    false,
    either(oneOf(false, 'balanced', 'effective'), custom('weights of at least 0 by label', isWeightByLabel)),
  ),
  labelSmoothing: withDefault(0.05, number({ from: 0, below: 1 })),
  mixup: withDefault(false, either(off, number({ above: 0 }))),
  cutmix: withDefault(false, either(off, number({ above: 0 }))),
  clipNorm: withDefault(false, either(off, number({ above: 0 }))),
  averageWeights: withDefault(false, either(off, number({ above: 0, below: 1 }))),
  augment: withDefault({}, either(off, object('an object', augmentTable), partRule('an augmentation', ['apply']))),
  validationShare: withDefault(0.1, either(off, number({ above: 0, below: 1 }))),
  metric: withDefault(
    'accuracy',
    either(
      oneOf('loss', 'accuracy', 'macroF1'),
      partRule('a metric', ['score'], { better: oneOf('higher', 'lower').accepts }),
    ),
  ),
  patience: withDefault(false, either(off, count)),
  restoreBest: withDefault(true, flagRule),
};

/** The defaults of {@link TrainRecipe}. */
export const trainDefaults: TrainRecipe = /* @__PURE__ */ defaultsOf(recipeTable);

/** Options of {@link train}: the recipe, and how the run is watched, saved, spread over threads and stopped. */
export interface TrainOptions extends Partial<TrainRecipe>, Abortable {
  /**
   * Called for each event, in order, on the calling thread. The run waits for the promise that it may return. An error that it throws,
   * or with which the promise rejects, ends the run.
   */
  readonly onEvent?: (event: TrainEvent) => unknown;
  /** Objects that watch the run, each called for every event before `onEvent`, in order. */
  readonly callbacks?: readonly TrainCallback[];
  /**
   * Ends the run kindly: after the batch under way, the result is returned with the reason `stopped`, and the model has its best weights
   * so far. A run with a checkpoint can be resumed. An abort of `signal` rejects instead.
   */
  readonly stopSignal?: AmbientType<'AbortSignal'> | undefined;
  /** The file that an interrupted run resumes from; a string is its path. @default no checkpoint is written */
  readonly checkpoint?: CheckpointOptions | string;
  /**
   * Data-parallel workers: threads that each compute a shard of every batch. Only wasm in Node benefits, because it otherwise
   * runs on one thread. The same number of workers gives the same weights to the bit; another number differs by rounding only,
   * and may resume the same checkpoint. Each worker takes the memory of a network in training; all share the images. `auto` is
   * one worker per core, limited so that each gets at least 8 samples of a batch; on other backends it is 1.
   * @default 1
   */
  readonly workers?: number | 'auto';
}

/** An event as callbacks hear it. */
export type CallbackEvent = TrainEvent & {
  /** Of `finetune`: the part that the event belongs to. */
  readonly stage?: 'head' | 'all';
};

/** An object that watches a run, such as a log: `logHistory` and `logTensorBoard` make some. */
export interface TrainCallback {
  /** Tells callbacks apart in errors and checkpoints. */
  readonly name: string;
  /** Called for each event. The run waits for the promise that it may return, and ends with an error that it throws. */
  onEvent(event: CallbackEvent, run: RunControl): unknown;
  /**
   * For a callback whose state must go on where a checkpoint left it: the state, as JSON. A run resumes only with the callbacks that have
   * a state in its checkpoint.
   */
  save?(): unknown;
  /** Takes the state of {@link save} back when a run resumes, before the first event. */
  restore?(state: unknown): void;
}

/** A run as its callbacks act on it. */
export interface RunControl {
  /** Ends the run kindly, as `stopSignal` does. */
  stop(): void;
}

/** Where and how often a run writes its checkpoint. */
export interface CheckpointOptions {
  /** The file, in the safetensors format; in a browser `indexeddb:name`. */
  readonly path: string;
  /** Seconds between two writes; a checkpoint is also written after each epoch and on abort. @default 60 */
  readonly everySeconds?: number;
  /**
   * True: the run resumes from an existing checkpoint; false: it overwrites it. `required` resumes too, and throws CHECKPOINT_CORRUPT
   * where there is none, so that a run that was stopped cannot begin anew unnoticed. `extend` resumes too, and `epochs` may be more than
   * those of the checkpoint, and `patience` another one, so that a finished run goes on. The rates of `constant`, `step` and `plateau` go
   * on as if the run had been longer from the start; those of `cosine` and `one-cycle` follow the new number of epochs from the next one,
   * which `notes` of `start` tells. @default true
   */
  readonly resume?: boolean | 'required' | 'extend';
}

export const checkpointPathRule = pathRule('the path of a file, or indexeddb:name');

/** Folders of files that are appended to. */
export const logFolderRule = /* @__PURE__ */ pathRule('the path of a folder');

export const checkpointTable: OptionTable<CheckpointOptions, 'everySeconds' | 'resume'> = {
  path: checkpointPathRule,
  everySeconds: withDefault(60, number({ from: 0 })),
  resume: withDefault(true, either(flagRule, oneOf('required', 'extend'))),
};

export const trainTable: OptionTable<TrainOptions, keyof TrainRecipe | 'workers'> = {
  ...recipeTable,
  onEvent: callbackRule,
  callbacks: custom(
    'a list of objects with name and onEvent, each name once, save and restore together',
    (value) =>
      Array.isArray(value) &&
      value.every(
        (entry: unknown) =>
          partRule('a callback', ['onEvent']).accepts(entry) &&
          typeof (entry as TrainCallback).save === typeof (entry as TrainCallback).restore,
      ) &&
      new Set(value.map((entry: TrainCallback) => entry.name)).size === value.length,
  ),
  checkpoint: either(checkpointPathRule, object('an object with a path', checkpointTable, ['path'])),
  workers: withDefault(1, either(oneOf('auto'), count)),
  stopSignal: signalRule,
  signal: signalRule,
};

/** The datasets of a run. */
export interface TrainData {
  /** Samples that the model learns from. */
  readonly train: Dataset;
  /** Chooses the best epoch and drives early stopping and the plateau schedule; no gradient comes from it. */
  readonly validation?: Dataset;
}

export const trainDataTable: OptionTable<TrainData> = { train: datasetRule, validation: datasetRule };
