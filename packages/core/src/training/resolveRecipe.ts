import { resolveAugmentOptions, type ResolvedAugmentOptions } from '../datasets/AugmentOptions';
import { isRecord } from '../isRecord';
import { optionInvalid, resolveOptions } from '../options';
import { recipeTable, type TrainRecipe } from './TrainOptions';

/** A recipe with all defaults filled in, those of augmentation too. */
export type ResolvedRecipe = Omit<TrainRecipe, 'augment'> & { readonly augment: ResolvedAugmentOptions | false };

/**
 * Checks every option and fills in the defaults.
 * @param labels - of the model
 * @throws OPTION_INVALID
 */
export function resolveRecipe(given: Partial<TrainRecipe>, labels: readonly string[]): ResolvedRecipe {
  const recipe: TrainRecipe = resolveOptions(given, recipeTable);
  const { augment, labelWeights } = recipe;
  const unknownLabel = isRecord(labelWeights)
    ? Object.keys(labelWeights).find((name) => !labels.includes(name))
    : undefined;
  if (unknownLabel !== undefined) {
    throw optionInvalid('labelWeights', `labels among ${labels.join(', ')}`, unknownLabel);
  }
  return { ...recipe, augment: augment === false ? false : resolveAugmentOptions(augment) };
}
