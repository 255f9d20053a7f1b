import { Dataset } from '../datasets/Dataset';
import { datasetRule, hasSplit } from '../datasets/DatasetColumns';
import { keepGroups } from '../keepGroups';
import { checkOption, describeValue, object, optionInvalid } from '../options';
import { recipeTable, type TrainData, trainDataTable, type TrainRecipe } from './TrainOptions';
import type { ValidationFacts } from './TrainEvent';
import type { ResolvedRecipe } from './resolveRecipe';

/** The datasets of a run, and how they came about. */
export interface RunData extends TrainData {
  readonly validationFacts: ValidationFacts;
}

const dataRule = object('a Dataset, or an object with the datasets train and, optionally, validation', trainDataTable, [
  'train',
]);

/** Columns and datasets of another copy of ferkit become a dataset of this one. */
const toDataset = (data: Dataset): Dataset => (data instanceof Dataset ? data : new Dataset(data));

/**
 * Checks the data argument of `train`.
 * @throws OPTION_INVALID
 */
export function checkTrainData(data: TrainData | Dataset): TrainData | Dataset {
  if (datasetRule.accepts(data)) return toDataset(data as Dataset);
  checkOption('data', data, dataRule);
  const { train, validation } = data as TrainData;
  return { train: toDataset(train), ...(validation === undefined ? {} : { validation: toDataset(validation) }) };
}

/**
 * The training and validation samples of checked data. Of one dataset without validation samples, a share of the training samples is held
 * out.
 * @throws OPTION_INVALID where an option needs validation samples and there are none; DATASET_EMPTY without training samples
 */
export function splitTrainData(
  data: TrainData | Dataset,
  recipe: Pick<ResolvedRecipe, 'validationShare' | 'seed' | 'patience' | 'metric'>,
): RunData {
  const sets = data instanceof Dataset ? splitDataset(data, recipe) : { ...data, heldOutSamples: 0 };
  if (sets.heldOutSamples === 0) checkShareUnused(data, recipe);
  if (sets.validation === undefined) checkNoneNeeded(recipe);
  const { train, validation, heldOutSamples } = sets;
  const validationCounts = validation?.labelCounts ?? train.labelCounts;
  return {
    train,
    ...(validation === undefined ? {} : { validation }),
    validationFacts: {
      validationSamples: validation?.size ?? 0,
      heldOutSamples,
      labelsWithoutValidation: train.labels.filter(
        (_, label) => train.labelCounts[label]! > 0 && validationCounts[label] === 0,
      ),
    },
  };
}

interface HeldOut extends TrainData {
  readonly heldOutSamples: number;
}

function splitDataset(
  dataset: Dataset,
  { validationShare, seed }: Pick<ResolvedRecipe, 'validationShare' | 'seed'>,
): HeldOut {
  const isHeldOut = validationShare !== false && hasSplit(dataset, 'train') && !hasSplit(dataset, 'validation');
  const split = isHeldOut ? keepGroups(dataset, (by) => dataset.holdOut(validationShare, { seed, ...by })) : dataset;
  const train = split.selectSplit('train');
  if (!hasSplit(split, 'validation')) return { train, heldOutSamples: 0 };
  const validation = split.selectSplit('validation');
  return { train, validation, heldOutSamples: isHeldOut ? validation.size : 0 };
}

/** @throws OPTION_INVALID where a share was asked for that is not held out */
function checkShareUnused(
  data: TrainData | Dataset,
  { validationShare }: Pick<ResolvedRecipe, 'validationShare'>,
): void {
  if (validationShare === false || validationShare === recipeTable.validationShare.default) return;
  if (!(data instanceof Dataset)) {
    const next = 'Pass one Dataset instead of { train }, or leave the option out.';
    throw optionInvalid(
      'validationShare',
      'one Dataset to hold samples out of',
      'datasets that are split already',
      next,
    );
  }
  if (hasSplit(data, 'validation')) {
    const received = `one with ${data.selectSplit('validation').size} validation samples`;
    const next = 'Leave the option out, or hold out anew with assignSplits().';
    throw optionInvalid('validationShare', 'a dataset without validation samples', received, next);
  }
  const next = 'Give a larger share, or more samples of each label.';
  const size = data.selectSplit('train').size;
  const expected = `a share that is at least one of the ${size} training samples`;
  throw optionInvalid('validationShare', expected, describeValue(validationShare), next);
}

/** @throws OPTION_INVALID where an option has no effect without validation samples */
function checkNoneNeeded(recipe: Pick<TrainRecipe, 'patience' | 'metric'>): void {
  for (const name of ['patience', 'metric'] as const) {
    if (recipe[name] === recipeTable[name].default) continue;
    const next = 'Pass a validation set, or one Dataset of which a validationShare is held out.';
    throw optionInvalid(name, 'validation samples, from which it is computed', 'none', next);
  }
}
