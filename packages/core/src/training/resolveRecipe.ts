import { resolveAugmentOptions, type ResolvedAugmentOptions } from '../datasets/AugmentOptions';
import { isRecord } from '../isRecord';
import {
  custom,
  either,
  flagRule,
  integer,
  number,
  oneOf,
  optionInvalid,
  resolveOptions,
  type Rules,
  seedRule,
} from '../options';
import { trainDefaults, type TrainRecipe } from './TrainOptions';
import type { Schedule } from './learningRateAt';
import { optimizers } from './optimizers/optimizers';

/** A recipe with all defaults filled in, those of augmentation too. */
export type ResolvedRecipe = Omit<TrainRecipe, 'augment'> & { readonly augment: ResolvedAugmentOptions | false };

const count = integer({ from: 1 });
const off = oneOf(false);

const rules: Rules<TrainRecipe> = {
  epochs: count,
  batchSize: count,
  seed: seedRule,
  optimizer: oneOf(...Object.keys(optimizers)),
  learningRate: number({ above: 0 }),
  weightDecay: number({ from: 0 }),
  schedule: custom(
    'constant, cosine, step (epochs, factor) or plateau (patience, factor), factors in (0, 1)',
    (value) => isRecord(value) && isSchedule(value as unknown as Schedule),
  ),
  warmupEpochs: number({ from: 0 }),
  labelWeights: custom(
    'false, "balanced" or weights of at least 0 by label',
    (value) =>
      value === false ||
      value === 'balanced' ||
      (isRecord(value) && Object.values(value).every(number({ from: 0 }).accepts)),
  ),
  labelSmoothing: number({ from: 0, below: 1 }),
  mixup: either(off, number({ above: 0 })),
  clipNorm: either(off, number({ above: 0 })),
  averageWeights: either(off, number({ above: 0, below: 1 })),
  augment: custom('false or an object', (value) => value === false || isRecord(value)),
  metric: oneOf('loss', 'accuracy', 'macroF1'),
  patience: either(off, count),
  restoreBest: flagRule,
};

function isSchedule(schedule: Schedule): boolean {
  if (schedule.type === 'constant' || schedule.type === 'cosine') return true;
  const epochs = schedule.type === 'step' ? schedule.epochs : schedule.patience;
  return (
    ['step', 'plateau'].includes(schedule.type) &&
    count.accepts(epochs) &&
    number({ above: 0, below: 1 }).accepts(schedule.factor)
  );
}

/**
 * Checks every option and fills in the defaults.
 * @param labels - of the model
 * @throws OPTION_INVALID
 */
export function resolveRecipe(given: Partial<TrainRecipe>, labels: readonly string[]): ResolvedRecipe {
  const recipe: TrainRecipe = resolveOptions(given, trainDefaults, rules);
  const { augment, labelWeights } = recipe;
  const unknownLabel = isRecord(labelWeights)
    ? Object.keys(labelWeights).find((name) => !labels.includes(name))
    : undefined;
  if (unknownLabel !== undefined) {
    throw optionInvalid('labelWeights', `labels among ${labels.join(', ')}`, unknownLabel);
  }
  return { ...recipe, augment: augment === false ? false : resolveAugmentOptions(augment) };
}
