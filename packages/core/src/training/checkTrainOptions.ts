import { resolveAugmentOptions, type ResolvedAugmentOptions } from '../datasets/AugmentOptions';
import type { Dataset } from '../datasets/Dataset';
import { SPLITS } from '../datasets/DatasetColumns';
import { FerError } from '../errors';
import { type TrainData, trainDefaults, type TrainRecipe } from './TrainOptions';
import { optimizers } from './optimizers/optimizers';

/** Options with every default filled in, augmentation's too. */
export type ResolvedTrainOptions = Omit<TrainRecipe, 'augment'> & { readonly augment: ResolvedAugmentOptions | false };

type Rule = readonly [name: string, value: unknown, holds: boolean, expected: string];

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;
const isIn = (value: unknown, low: number, high: number): boolean =>
  typeof value === 'number' && value >= low && value < high;

/**
 * Fills in the defaults and checks every option.
 * @throws OPTION_INVALID
 */
export function checkTrainOptions(given: Partial<TrainRecipe>, labels: readonly string[]): ResolvedTrainOptions {
  const provided = Object.fromEntries(
    Object.entries(given).filter(([, value]: [string, unknown]) => value !== undefined),
  );
  const options: TrainRecipe = { ...trainDefaults, ...provided };
  const { schedule, labelWeights } = options;
  const weights = typeof labelWeights === 'string' ? {} : labelWeights;
  const unknownLabel = Object.keys(weights).find((label) => !labels.includes(label));
  const rules: readonly Rule[] = [
    ['epochs', options.epochs, isCount(options.epochs), 'a whole number of at least 1'],
    ['batchSize', options.batchSize, isCount(options.batchSize), 'a whole number of at least 1'],
    ['seed', options.seed, Number.isSafeInteger(options.seed), 'a whole number'],
    [
      'optimizer',
      options.optimizer,
      Object.hasOwn(optimizers, options.optimizer),
      `one of ${Object.keys(optimizers).join(', ')}`,
    ],
    ['learningRate', options.learningRate, isIn(options.learningRate, Number.MIN_VALUE, Infinity), 'a number above 0'],
    ['weightDecay', options.weightDecay, isIn(options.weightDecay, 0, Infinity), 'a number of at least 0'],
    ['warmupEpochs', options.warmupEpochs, isIn(options.warmupEpochs, 0, Infinity), 'a number of at least 0'],
    ['labelSmoothing', options.labelSmoothing, isIn(options.labelSmoothing, 0, 1), 'a number in [0, 1)'],
    ['mixup', options.mixup, isIn(options.mixup, 0, Infinity), 'a number of at least 0'],
    [
      'clipNorm',
      options.clipNorm,
      options.clipNorm === false || isIn(options.clipNorm, Number.MIN_VALUE, Infinity),
      'false or a number above 0',
    ],
    [
      'averageWeights',
      options.averageWeights,
      options.averageWeights === false || isIn(options.averageWeights, Number.MIN_VALUE, 1),
      'false or a decay in (0, 1)',
    ],
    [
      'patience',
      options.patience,
      options.patience === false || isCount(options.patience),
      'false or a whole number of at least 1',
    ],
    ['metric', options.metric, ['loss', 'accuracy', 'macroF1'].includes(options.metric), 'loss, accuracy or macroF1'],
    [
      'schedule',
      schedule.type,
      schedule.type === 'constant' ||
        schedule.type === 'cosine' ||
        (isIn(schedule.factor, Number.MIN_VALUE, 1) &&
          isCount(schedule.type === 'step' ? schedule.epochs : schedule.patience)),
      'constant, cosine, step (epochs, factor) or plateau (patience, factor), factors in (0, 1)',
    ],
    ['labelWeights', unknownLabel, unknownLabel === undefined, `labels among ${labels.join(', ')}`],
    [
      'labelWeights',
      JSON.stringify(weights),
      Object.values(weights).every((weight) => isIn(weight, 0, Infinity)),
      'weights of at least 0',
    ],
  ];
  for (const [option, value, holds, expected] of rules) {
    if (holds) continue;
    throw new FerError('OPTION_INVALID', {
      option,
      failed: `Cannot train, the option "${option}" is out of range`,
      expected,
      received: String(value),
    });
  }
  return { ...options, augment: options.augment === false ? false : resolveAugmentOptions(options.augment) };
}

/** What the loss of a sample is multiplied by, for each label of a dataset. `balanced` is scikit-learn's `n / (classes * count)`. */
export function labelWeights(dataset: Dataset, labelWeights: TrainRecipe['labelWeights']): Float32Array {
  const { labels, labelIndices, size } = dataset;
  if (labelWeights === 'none') return new Float32Array(labels.length).fill(1);
  if (labelWeights !== 'balanced') {
    // Labels may be called as what each object has from its prototype.
    return Float32Array.from(labels, (label) => (Object.hasOwn(labelWeights, label) ? labelWeights[label]! : 1));
  }
  const counts = new Uint32Array(labels.length);
  for (const label of labelIndices) counts[label]!++;
  return Float32Array.from(counts, (count) => (count === 0 ? 1 : size / (labels.length * count)));
}

/** What a dataset says by its splits: what to learn from, and what to judge by where there is such a split. */
export function splitsOf(dataset: Dataset): TrainData {
  return dataset.splitIndices.includes(SPLITS.indexOf('validation'))
    ? { train: dataset.selectSplit('train'), validation: dataset.selectSplit('validation') }
    : { train: dataset.selectSplit('train') };
}
