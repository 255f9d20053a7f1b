import type { Dataset } from '../datasets/Dataset';
import type { EvaluationReport } from '../evaluation/EvaluationReport';
import type { ConfusionCounts } from '../metrics/confusion';
import { defaultsOf, integer, oneOf, optionInvalid, type OptionTable, resolveOptions, withDefault } from '../options';
import {
  checkExperiment,
  type ExperimentOptions,
  experimentTable,
  resolveBy,
  type TrainPart,
  trainPart,
} from './trainPart';

/** Options of {@link crossValidate}. */
export interface CrossValidateOptions extends ExperimentOptions {
  /** Parts of the data, from 2; each is the test split of one training. @default 5 */
  readonly folds?: number;
}

export const crossValidateTable: OptionTable<CrossValidateOptions, 'folds' | 'seed'> = {
  ...experimentTable,
  folds: withDefault(5, integer({ from: 2 })),
  by: /* @__PURE__ */ oneOf('image', 'group'),
};

/** The defaults of {@link CrossValidateOptions}. */
export const crossValidateDefaults: Required<Pick<CrossValidateOptions, 'folds' | 'seed'>> =
  /* @__PURE__ */ defaultsOf(crossValidateTable);

/** A score over the folds. */
export interface Spread {
  readonly mean: number;
  /** Standard deviation between the folds, with n - 1. */
  readonly deviation: number;
}

/** The result of {@link crossValidate}: plain JSON. */
export interface CrossValidation {
  /** Name of the dataset. */
  readonly dataset: string;
  /** All samples; each was tested once. */
  readonly samples: number;
  readonly seed: number;
  /** The samples that stayed in one fold. */
  readonly by: 'image' | 'group';
  readonly accuracy: Spread;
  readonly balancedAccuracy: Spread;
  readonly macroF1: Spread;
  /** Mean negative log-likelihood in nats. */
  readonly nll: Spread;
  /** Expected calibration error. */
  readonly ece: Spread;
  /** The predictions of all folds, each by the model that has not seen the sample. */
  readonly confusion: ConfusionCounts;
  /** The report of each fold, with the model's backend. */
  readonly folds: readonly EvaluationReport[];
}

/**
 * Says how well a recipe does on data that it has not seen, and how much that varies: trains a model for each of several folds of the
 * data, stratified by label, on all other folds, and evaluates it on this one. Former splits of the dataset do not matter. A test split
 * to be looked at once is best left out before: `fer.filter(({ split }) => split !== 'test')`.
 *
 * With a `checkpoint`, an experiment that was aborted or killed resumes: trainings that were finished are restored and only evaluated anew.
 * @param train - makes the model of a fold
 * @throws OPTION_INVALID, also where the data have fewer groups than `folds`; the errors of `train` and `evaluate`
 *
 * @example
 * ```ts
 * const { accuracy, confusion } = await crossValidate(faces, async (fold, run) => {
 *   const model = await createModel({ labels: fold.labels, seed: run.seed });
 *   await train(model, fold, { ...run, epochs: 10 });
 *   return model;
 * });
 * console.log(accuracy.mean, accuracy.deviation);
 * ```
 * @example
 * ```ts
 * const photos = await openDataset('photos');
 * const { macroF1 } = await crossValidate(photos, async (fold, run) => (await finetune(fold, run)).model, { folds: 10 });
 * ```
 */
export async function crossValidate(
  dataset: Dataset,
  train: TrainPart,
  options: CrossValidateOptions = {},
): Promise<CrossValidation> {
  const whole = checkExperiment(dataset, train);
  const { folds: count, by: wanted, ...rest } = resolveOptions(options, crossValidateTable);
  const by = resolveBy(whole, wanted);
  const { seed } = rest;
  const reports: EvaluationReport[] = [];
  for (const [index, fold] of whole.folds(count, { seed, by }).entries()) {
    reports.push(await trainPart(train, fold, rest, index + 1, count));
  }
  const spreadOf = (score: (report: EvaluationReport) => number): Spread => spread(reports.map(score));
  return {
    dataset: whole.name,
    samples: whole.size,
    seed,
    by,
    accuracy: spreadOf(({ accuracy }) => accuracy),
    balancedAccuracy: spreadOf(({ balancedAccuracy }) => balancedAccuracy),
    macroF1: spreadOf(({ macroF1 }) => macroF1),
    nll: spreadOf(({ nll }) => nll),
    ece: spreadOf(({ ece }) => ece),
    confusion: reports.map(({ confusion }) => confusion).reduce(addConfusion),
    folds: reports,
  };
}

function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/** @throws OPTION_INVALID for other labels, whose counts cannot be added */
function addConfusion(one: ConfusionCounts, other: ConfusionCounts): ConfusionCounts {
  const [expected, received] = [one, other].map(({ labels }) => labels.join(', '));
  if (expected !== received) throw optionInvalid('train', `models of one order of labels, ${expected!}`, received!);
  return {
    labels: one.labels,
    counts: one.counts.map((row, truth) => row.map((count, label) => count + other.counts[truth]![label]!)),
  };
}
