import { type ArchitectureId, architectures, type Schedule, type TrainRecipe } from '../index';
import type { FlagValues } from './Command';
import { dataFlags } from './dataFlags';
import { UsageError } from './failures';
import { backendFlag } from './backendFlag';
import { parseChoice, parseNumber } from './parseValue';

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

/** The flags of `ferkit train`. The text in brackets is the default. */
export const trainFlags = {
  ...dataFlags,
  out: { type: 'string', value: '<folder>', about: 'where model, report and history go (runs/<network>-<time>)' },
  resume: { type: 'boolean', about: 'resume the unfinished run in --out' },
  overwrite: { type: 'boolean', about: 'replace the run in --out' },
  preset: {
    type: 'string',
    value: '<name>',
    about: Object.entries(presets)
      .map(([name, { summary }]) => `${name}: ${summary}`)
      .join('; '),
  },
  architecture: { type: 'string', value: '<name>', about: `${Object.keys(architectures).join(', ')} (fer-cnn)` },
  network: {
    type: 'string',
    value: '<json>',
    about: 'options of the network, e.g. \'{"stem":24,"widths":[48,96,192]}\'',
  },
  teacher: {
    type: 'string',
    multiple: true,
    value: '<folder>',
    about: 'a trained model whose scores the network learns too; may be given more than once',
  },
  'teacher-share': { type: 'string', value: '<share>', about: 'of each target that comes from teachers (0.7)' },
  epochs: { type: 'string', value: '<n>', about: 'times that every image is seen (30)' },
  'batch-size': { type: 'string', value: '<n>', about: 'images per step (64)' },
  'learning-rate': { type: 'string', value: '<rate>', about: 'the highest learning rate (0.002)' },
  optimizer: { type: 'string', value: '<name>', about: 'sgd, adam or adamw (adamw)' },
  schedule: {
    type: 'string',
    value: '<name>',
    about: 'constant, cosine, step:<epochs>:<factor> or plateau:<epochs>:<factor> (cosine)',
  },
  warmup: {
    type: 'string',
    value: '<epochs>',
    option: 'warmupEpochs',
    about: 'over which the learning rate rises first (1)',
  },
  'weight-decay': { type: 'string', value: '<decay>', about: 'of convolutions and dense layers (0.02)' },
  'label-smoothing': {
    type: 'string',
    value: '<share>',
    about: 'of each target that is spread over all labels (0.05)',
  },
  mixup: { type: 'string', value: '<alpha>', about: 'blend pairs of images in a ratio from Beta(alpha, alpha) (off)' },
  'label-weights': { type: 'string', value: '<how>', about: 'none, or balanced: rare labels count more (none)' },
  'clip-norm': { type: 'string', value: '<norm>', about: 'scale longer gradients down to this norm (off)' },
  average: {
    type: 'string',
    value: '<decay>',
    option: 'averageWeights',
    about: 'keep a moving average of the weights and use it, e.g. 0.999 (off)',
  },
  'no-augment': { type: 'boolean', about: 'images as they are: no flips, shifts, turns, erasing' },
  patience: { type: 'string', value: '<epochs>', about: 'stop when validation has not improved for so long (off)' },
  metric: {
    type: 'string',
    value: '<name>',
    about: 'loss, accuracy or macroF1: by which the best epoch is chosen (accuracy)',
  },
  'keep-last': { type: 'boolean', about: 'end with the weights of the last epoch, not of the best' },
  seed: { type: 'string', value: '<n>', about: 'the same seed on the same backend gives the same weights (0)' },
  workers: {
    type: 'string',
    value: '<n>',
    about: 'threads that each compute a part of every batch, on wasm; auto: one per core (1)',
  },
  precision: { type: 'string', value: '<type>', about: 'float32 or float16: how the weights are saved (float32)' },
  ...backendFlag,
  json: { type: 'boolean', about: 'every event as one line of JSON instead of text' },
} as const;

/**
 * The training options of the given flags; the others are left to the preset and the library.
 * @throws UsageError
 */
export function readTrainOptions(values: FlagValues<typeof trainFlags>): Partial<TrainRecipe> {
  const number = (flag: keyof typeof trainFlags): number | undefined => {
    const text = values[flag];
    return typeof text === 'string' ? parseNumber(flag, text) : undefined;
  };
  const numberOrOff = (flag: keyof typeof trainFlags): number | false | undefined => {
    const value = values[flag] === 'off' ? 0 : number(flag);
    return value === 0 ? false : value;
  };
  const choice = <const Choice extends string>(
    flag: keyof typeof trainFlags,
    choices: readonly Choice[],
  ): Choice | undefined => {
    const text = values[flag];
    return typeof text === 'string' ? parseChoice(flag, text, choices) : undefined;
  };
  const { schedule } = values;
  const labelWeights = choice('label-weights', ['none', 'balanced']);
  const options: { readonly [Name in keyof TrainRecipe]?: TrainRecipe[Name] | undefined } = {
    epochs: number('epochs'),
    batchSize: number('batch-size'),
    learningRate: number('learning-rate'),
    optimizer: choice('optimizer', ['sgd', 'adam', 'adamw']),
    schedule: schedule === undefined ? undefined : parseSchedule(schedule),
    warmupEpochs: number('warmup'),
    weightDecay: number('weight-decay'),
    labelSmoothing: number('label-smoothing'),
    mixup: numberOrOff('mixup'),
    labelWeights: labelWeights === 'none' ? false : labelWeights,
    clipNorm: numberOrOff('clip-norm'),
    averageWeights: numberOrOff('average'),
    augment: values['no-augment'] === true ? false : undefined,
    patience: numberOrOff('patience'),
    metric: choice('metric', ['loss', 'accuracy', 'macroF1']),
    restoreBest: values['keep-last'] === true ? false : undefined,
    seed: number('seed'),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function parseSchedule(text: string): Schedule {
  const [name = '', ...rest] = text.split(':');
  const type = parseChoice('schedule', name, ['constant', 'cosine', 'step', 'plateau']);
  const [epochs, factor, ...surplus] = rest.map((part) => parseNumber('schedule', part));
  const takesNumbers = type === 'step' || type === 'plateau';
  if (
    takesNumbers !== (epochs !== undefined && factor !== undefined) ||
    surplus.length > 0 ||
    (!takesNumbers && rest.length > 0)
  ) {
    throw new UsageError(
      `--schedule takes constant, cosine, step:<epochs>:<factor> or plateau:<epochs>:<factor>, not "${text}".`,
    );
  }
  if (type === 'step') return { type, epochs: epochs!, factor: factor! };
  if (type === 'plateau') return { type, patience: epochs!, factor: factor! };
  return { type };
}
