import type { Dataset } from '../datasets/Dataset';
import { hasSplit } from '../datasets/DatasetColumns';
import type { EvaluationReport } from '../evaluation/EvaluationReport';
import { defaultsOf, listOf, number, oneOf, type OptionTable, resolveOptions, withDefault } from '../options';
import {
  checkExperiment,
  type ExperimentOptions,
  experimentTable,
  resolveBy,
  type TrainPart,
  trainPart,
} from './trainPart';

/** Options of {@link learningCurve}. */
export interface LearningCurveOptions extends ExperimentOptions {
  /** Shares of the data to train with, above 0, at most 1. A smaller part is contained in every larger one. @default [0.1, 0.2, 0.5, 1] */
  readonly shares?: readonly number[];
  /** Share of the samples that is held out to test on, where the data have no test split; between 0 and 1. @default 0.2 */
  readonly testShare?: number;
}

type Defaulted = 'shares' | 'testShare' | 'seed';

export const learningCurveTable: OptionTable<LearningCurveOptions, Defaulted> = {
  ...experimentTable,
  shares: withDefault([0.1, 0.2, 0.5, 1], listOf(number({ above: 0, to: 1 }))),
  testShare: withDefault(0.2, number({ above: 0, below: 1 })),
  by: /* @__PURE__ */ oneOf('image', 'group'),
};

/** The defaults of {@link LearningCurveOptions}. */
export const learningCurveDefaults: Required<Pick<LearningCurveOptions, Defaulted>> =
  /* @__PURE__ */ defaultsOf(learningCurveTable);

/** The result of {@link learningCurve}: plain JSON. */
export interface LearningCurve {
  /** Name of the dataset. */
  readonly dataset: string;
  readonly seed: number;
  /** For each share, from the smallest: the samples that the model learnt from and was validated with, and its scores on the test split. */
  readonly points: readonly { readonly share: number; readonly samples: number; readonly report: EvaluationReport }[];
}

/**
 * Says whether more pictures would help: trains a model on each of several shares of the data, and evaluates all on the same test split,
 * that of the data or one that is held out. A curve that still rises at its end asks for more data.
 *
 * With a `checkpoint`, an experiment that was aborted or killed resumes, as `crossValidate` does.
 * @param train - makes the model of a share
 * @throws OPTION_INVALID; the errors of `train` and `evaluate`
 *
 * @example
 * ```ts
 * const { points } = await learningCurve(faces, async (part, run) => {
 *   const model = await createModel({ labels: part.labels, seed: run.seed });
 *   await train(model, part, { ...run, epochs: 10 });
 *   return model;
 * });
 * for (const { samples, report } of points) console.log(samples, report.accuracy);
 * ```
 */
export async function learningCurve(
  dataset: Dataset,
  train: TrainPart,
  options: LearningCurveOptions = {},
): Promise<LearningCurve> {
  const given = checkExperiment(dataset, train);
  const { shares, testShare, by, ...rest } = resolveOptions(options, learningCurveTable);
  const { seed } = rest;
  const whole = hasSplit(given, 'test')
    ? given
    : given.holdOut(testShare, { split: 'test', seed, by: resolveBy(given, by) });
  const test = whole.selectSplit('test');
  const others = whole.filter(({ split }) => split !== 'test');
  const sorted = [...shares].sort((one, other) => one - other);
  const points: LearningCurve['points'][number][] = [];
  for (const [index, share] of sorted.entries()) {
    const part = others.fraction(share, { seed });
    const report = await trainPart(train, part.concat(test), rest, index + 1, sorted.length);
    points.push({ share, samples: part.size, report });
  }
  return { dataset: whole.name, seed, points };
}
