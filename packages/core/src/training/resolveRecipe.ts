import { resolveAugmentOptions, type ResolvedAugmentOptions } from '../datasets/AugmentOptions';
import { isRecord } from '../isRecord';
import type { Augmentation } from './OwnParts';
import { didYouMean } from '../findNearest';
import { describeValue, optionInvalid, resolveOptions } from '../options';
import { recipeTable, type TrainRecipe } from './TrainOptions';
import type { Schedule, ScheduleFunction } from './learningRateAt';

/** A recipe with all defaults filled in, those of augmentation too. */
export type ResolvedRecipe = Omit<TrainRecipe, 'augment' | 'schedule'> & {
  readonly augment: ResolvedAugmentOptions | Augmentation | false;
  readonly schedule: Schedule | ScheduleFunction;
};

/**
 * Checks every option and fills in the defaults.
 * @param labels - of the model
 * @throws OPTION_INVALID
 */
export function resolveRecipe(given: Partial<TrainRecipe>, labels: readonly string[]): ResolvedRecipe {
  const recipe: TrainRecipe = resolveOptions(given, recipeTable);
  const { augment, labelWeights, schedule } = recipe;
  if (isRecord(labelWeights)) checkWeights(labelWeights, labels);
  const course = typeof schedule === 'string' ? { type: schedule } : schedule;
  const warmsUp = typeof course !== 'function' && course.type !== 'one-cycle';
  if (!warmsUp && (given.warmupEpochs ?? 0) > 0) {
    const expected = `0 with ${typeof course === 'function' ? 'a schedule of your own' : 'one-cycle, which has its own'}`;
    throw optionInvalid('warmupEpochs', expected, String(given.warmupEpochs), 'Leave the option out.');
  }
  return {
    ...recipe,
    schedule: course,
    warmupEpochs: warmsUp ? recipe.warmupEpochs : 0,
    augment: augment === false || 'apply' in augment ? augment : resolveAugmentOptions(augment),
  };
}

function checkWeights(weights: Readonly<Record<string, unknown>>, labels: readonly string[]): void {
  const unknown = Object.keys(weights).find((name) => !labels.includes(name));
  if (unknown !== undefined) {
    const expected = `labels among ${labels.join(', ')}`;
    throw optionInvalid('labelWeights', expected, describeValue(unknown), didYouMean(unknown, labels));
  }
  if (labels.every((label) => weights[label] === 0)) {
    throw optionInvalid('labelWeights', 'a weight above 0 for at least one label', '0 for every label');
  }
}
