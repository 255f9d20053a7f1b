import {
  type ArchitectureId,
  architectures,
  augmentPoorFaces,
  type AugmentOptions,
  type CrossValidateOptions,
  type DistillOptions,
  finetuneDefaults,
  type FinetuneOptions,
  type LearningCurveOptions,
  type SaveModelOptions,
  type Schedule,
  type TrainOptions,
  type TrainRecipe,
} from '../index';
import { crossValidateTable } from '../experiments/crossValidate';
import { finetuneTable } from '../experiments/finetune';
import { learningCurveTable } from '../experiments/learningCurve';
import { saveModelTable } from '../models/saveModel';
import { trainTable, recipeTable } from '../training/TrainOptions';
import { distillTable } from '../training/distillLabels';
import { quietFlag } from './Command';
import { choiceFlag, type FlagValues, flagsOf, optionsOf } from './Flag';
import { backendFlag } from './backendFlag';
import { dataFlags } from './dataFlags';
import { BUNDLED } from './openModel';
import { UsageError } from './failures';
import { parseObject, parseSize } from './parseValue';

/** A preset of `ferkit train`: values of options whose flags are not given. */
interface Preset {
  /** For the help. */
  readonly summary: string;
  readonly architecture: ArchitectureId;
  /** Options of the network; those left out are its defaults. */
  readonly network?: object;
  /** Pairs of labels: the first is merged into the second. */
  readonly merge: readonly (readonly [from: string, into: string])[];
  readonly training: Partial<TrainRecipe>;
}

/** The presets by name. */
export const presets: Readonly<Record<string, Preset>> = {
  bst261: {
    summary: 'the BST261 course project: six labels, Adam at 0.001, 32 epochs, nothing else',
    architecture: 'bst261',
    merge: [['disgust', 'angry']],
    training: {
      optimizer: 'adam',
      learningRate: 0.001,
      batchSize: 128,
      epochs: 32,
      schedule: { type: 'constant' },
      warmupEpochs: 0,
      weightDecay: 0,
      augment: false,
      labelSmoothing: 0,
      restoreBest: false,
    },
  },
};

/** The words of `--augment`. */
const augmentations: Readonly<Record<string, AugmentOptions>> = { default: {}, 'poor-faces': augmentPoorFaces };

const trainFlag = flagsOf<TrainOptions>(trainTable);
const finetuneFlag = flagsOf<FinetuneOptions>(finetuneTable);
const distillFlag = flagsOf<DistillOptions>(distillTable);
const foldsFlag = flagsOf<CrossValidateOptions>(crossValidateTable);
const curveFlag = flagsOf<LearningCurveOptions>(learningCurveTable);
const saveFlag = flagsOf<SaveModelOptions>(saveModelTable);

/** The flags of `ferkit train`. Those that set an option take check, choices and default from its table. */
export const trainFlags = {
  ...dataFlags,
  out: {
    type: 'string',
    value: '<folder>',
    completes: 'folder',
    default: 'runs/<network>-<time>',
    about: 'where model, report and history go',
  },
  resume: {
    type: 'boolean',
    about: 'resume the unfinished run in --out, which keeps its options; with more --epochs, extend a finished one',
  },
  overwrite: { type: 'boolean', about: 'replace the run in --out' },
  from: {
    type: 'string',
    value: '<folder>',
    completes: 'folder',
    choices: [BUNDLED],
    about: `begin with a trained model, ${BUNDLED}, a folder or a checkpoint: a new last layer first, then all layers at a low rate (${finetuneDefaults.epochs} epochs in batches of ${finetuneDefaults.batchSize})`,
  },
  'from-weights': choiceFlag(['best', 'average', 'last'] as const, {
    value: '<which>',
    about: 'of a checkpoint in --from: those of its best epoch, its moving average, or the last ones, not averaged',
  }),
  'head-epochs': finetuneFlag('headEpochs', {
    value: '<n>',
    about: 'of --from: epochs that train the last layer alone; 0 trains all layers from the start (a warm restart)',
  }),
  'find-learning-rate': {
    type: 'boolean',
    about: 'print a learning rate for network and data instead: the range test of Smith 2015; nothing is written',
  },
  folds: foldsFlag('folds', {
    value: '<n>',
    about: 'cross-validate the recipe instead: train n models, each tested on another part; no model is kept',
  }),
  'learning-curve': curveFlag('shares', {
    value: '<shares>',
    about: 'train on shares of the data instead, such as 0.1,0.3,1, to see whether more would help; no model is kept',
    expected: 'shares above 0, at most 1, with commas between them, like 0.1,0.3,1',
    parse: (text) => text.split(',').map((share) => (share.trim() === '' ? NaN : Number(share))),
  }),
  by: foldsFlag('by', {
    value: '<unit>',
    about:
      'image or group (a person): what stays on one side with --folds and --learning-curve; group where the data tell',
  }),
  preset: choiceFlag(Object.keys(presets), {
    value: '<name>',
    about: Object.entries(presets)
      .map(([name, { summary }]) => `${name}: ${summary}`)
      .join('; '),
  }),
  architecture: choiceFlag(Object.keys(architectures) as ArchitectureId[], {
    value: '<name>',
    default: 'fer-cnn',
    about: Object.keys(architectures).join(', '),
  }),
  network: {
    type: 'string',
    value: '<json>',
    option: 'options',
    about: 'options of the network, e.g. \'{"stem":24,"widths":[48,96,192]}\'',
    read: parseObject,
  },
  size: {
    type: 'string',
    value: '<pixels>',
    option: 'input',
    default: '48',
    about: 'width and height of the images that the network takes: 96, or 96x64',
    read: parseSize,
  },
  colour: { type: 'boolean', option: 'input', about: 'a network of three channels, and images in colour' },
  teacher: {
    type: 'string',
    multiple: true,
    value: '<folder>',
    completes: 'folder',
    about: 'a trained model whose scores the network learns too; may be given more than once',
  },
  'teacher-share': distillFlag('share', { value: '<share>', about: 'of each target that comes from teachers' }),
  epochs: trainFlag('epochs', { value: '<n>', about: 'times that every image is seen' }),
  'batch-size': trainFlag('batchSize', { value: '<n>', about: 'images per step' }),
  'learning-rate': trainFlag('learningRate', { value: '<rate>', about: 'the highest learning rate' }),
  optimizer: trainFlag('optimizer', {
    value: '<name>',
    about: 'sgd, adam or adamw',
    expected: 'sgd, adam or adamw',
  }),
  loss: trainFlag('loss', {
    value: '<name>',
    choices: ['cross-entropy', 'focal', 'focal:'],
    expected: 'cross-entropy, focal or focal:<gamma>, with a gamma of at least 0, like focal:1.5',
    parse: parseLoss,
    about: 'cross-entropy; focal or focal:<gamma>: samples weigh less that are learnt already',
  }),
  schedule: trainFlag('schedule', {
    value: '<name>',
    about: 'constant, cosine, one-cycle, step:<epochs>:<factor> or plateau:<epochs>:<factor>',
    choices: ['constant', 'cosine', 'one-cycle', 'step:', 'plateau:'],
    expected:
      'constant, cosine, one-cycle, step:<epochs>:<factor> or plateau:<epochs>:<factor>, with a factor above 0 and below 1, like step:10:0.5',
    parse: parseSchedule,
  }),
  warmup: trainFlag('warmupEpochs', { value: '<epochs>', about: 'over which the learning rate rises first' }),
  'weight-decay': trainFlag('weightDecay', { value: '<decay>', about: 'of convolutions and dense layers' }),
  'label-smoothing': trainFlag('labelSmoothing', {
    value: '<share>',
    about: 'of each target that is spread over all labels',
  }),
  mixup: trainFlag('mixup', { value: '<alpha>', about: 'blend pairs of images in a ratio from Beta(alpha, alpha)' }),
  cutmix: trainFlag('cutmix', {
    value: '<alpha>',
    about: 'paste a box of another image into each, of a size from Beta(alpha, alpha); 1 is usual',
  }),
  'label-weights': trainFlag('labelWeights', {
    value: '<how>',
    choices: ['balanced', 'effective', 'off'],
    expected: 'off, balanced, effective, or weights of at least 0 by label in JSON, like {"fear":2}',
    about:
      'off; balanced: rare labels count more; effective: by their effective number of images; or weights, e.g. \'{"fear":2}\'',
  }),
  'clip-norm': trainFlag('clipNorm', { value: '<norm>', about: 'scale longer gradients down to this norm' }),
  average: trainFlag('averageWeights', {
    value: '<decay>',
    about: 'keep a moving average of the weights and use it, e.g. 0.999',
  }),
  'validation-share': trainFlag('validationShare', {
    value: '<share>',
    about: 'of the train split that is held out, where the data have a test split and none for validation',
  }),
  augment: trainFlag('augment', {
    value: '<how>',
    choices: [...Object.keys(augmentations), 'off'],
    expected: `${Object.keys(augmentations).join(', ')}, off, or options of augmentation in JSON, like {"rotate":15}`,
    parse: (text) => (Object.hasOwn(augmentations, text) ? augmentations[text] : undefined),
    about: `${Object.keys(augmentations).join(', ')}, off, or options, e.g. '{"rotate":15}'; poor-faces adds noise, blur, bad light`,
  }),
  'no-augment': {
    type: 'boolean',
    option: 'augment',
    sets: false,
    about: 'images as they are, like --augment off: no flips, shifts, turns, erasing',
  },
  patience: trainFlag('patience', { value: '<epochs>', about: 'stop when validation has not improved for so long' }),
  metric: trainFlag('metric', {
    value: '<name>',
    about: 'loss, accuracy or macroF1: by which the best epoch is chosen',
    expected: 'loss, accuracy or macroF1',
  }),
  'keep-last': {
    type: 'boolean',
    option: 'restoreBest',
    sets: false,
    about: 'end with the weights of the last epoch, not of the best',
  },
  seed: trainFlag('seed', { value: '<n>', about: 'the same seed on the same backend gives the same weights' }),
  workers: trainFlag('workers', {
    value: '<n>',
    about: 'threads that each compute a part of every batch, on wasm; auto: one per core',
  }),
  watch: { type: 'boolean', about: 'show the run on a page of this machine while it lasts; its address is printed' },
  tensorboard: { type: 'boolean', about: 'write event files too: tensorboard --logdir of --out shows them' },
  precision: saveFlag('precision', { value: '<type>', about: 'float32 or float16: how the weights are saved' }),
  ...backendFlag,
  ...quietFlag,
  json: { type: 'boolean', about: 'every event as one line of JSON instead of text' },
} as const;

/** The network of the given flags, and the training and labels of their preset. */
export function networkOf({ preset: name, architecture: given, network = {} }: FlagValues<typeof trainFlags>): {
  readonly architecture: ArchitectureId;
  readonly network: object;
  readonly preset: Preset | undefined;
} {
  const preset = name === undefined ? undefined : presets[name];
  const architecture = given ?? preset?.architecture ?? 'fer-cnn';
  return {
    architecture,
    network: { ...(architecture === preset?.architecture ? preset.network : {}), ...network },
    preset,
  };
}

/**
 * The recipe of the given flags; options without a flag are left to the preset and the library.
 * @throws UsageError for flags that exclude each other
 */
export function recipeOf(values: FlagValues<typeof trainFlags>): Partial<TrainRecipe> {
  if (values['no-augment'] === true && values.augment !== undefined) {
    throw new UsageError('--augment and --no-augment exclude each other.');
  }
  return Object.fromEntries(
    Object.entries(optionsOf(values, trainFlags)).filter(([option]) => Object.hasOwn(recipeTable, option)),
  );
}

function parseLoss(text: string): TrainRecipe['loss'] | undefined {
  const [type, gamma] = text.split(':');
  return type === 'focal' && gamma !== undefined ? { type, gamma: gamma === '' ? NaN : Number(gamma) } : undefined;
}

/** Undefined for JSON, which is read as such; the rule checks names and numbers. */
function parseSchedule(text: string): Schedule | undefined {
  if (text.startsWith('{')) return undefined;
  const [type, first, second, ...rest] = text.split(':');
  const [epochs, factor] = [first, second].map((part) => (part === undefined || part === '' ? NaN : Number(part)));
  const isWhole = rest.length === 0;
  if (type === 'step' && isWhole) return { type, epochs: epochs!, factor: factor! };
  if (type === 'plateau' && isWhole) return { type, patience: epochs!, factor: factor! };
  // Text with numbers that belong nowhere stays a name, which the rule refuses.
  return { type: text } as Schedule;
}
