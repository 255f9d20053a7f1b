import { findLearningRate, type FindLearningRateOptions, type LearningRateSearch } from '../index';
import { findLearningRateTable } from '../experiments/findLearningRate';
import type { CommandCall } from './Command';
import { UsageError } from './failures';
import { createNetwork, openForNetwork } from './newNetwork';
import { formatTable } from './render/formatTable';
import { LiveLine } from './Screen';
import { networkOf, recipeOf, type trainFlags } from './trainFlags';
import { withProjectRecipe } from './withProjectRecipe';

/** Flags of a run that is kept, and of models that are not new. */
const NOT_SEARCHED = ['from', 'folds', 'learning-curve', 'teacher', 'workers', 'resume', 'learning-rate', 'schedule', 'epochs'] as const; // prettier-ignore

/** Rows of the table: more tell no more. */
const ROWS = 12;

/** Finds a learning rate for the network and the recipe of the flags, and prints it. Nothing is written. */
export async function findRate(call: CommandCall<typeof trainFlags>): Promise<number> {
  const { values, host } = call;
  const excluded = NOT_SEARCHED.find((name) => values[name] !== undefined);
  if (excluded !== undefined) throw new UsageError(`--find-learning-rate and --${excluded} exclude each other.`);
  const recipe = await withProjectRecipe(call, { ...networkOf(values).preset?.training, ...recipeOf(values) });
  const ofSearch = Object.entries(recipe).filter(([name]) => Object.hasOwn(findLearningRateTable, name));
  const options: FindLearningRateOptions = Object.fromEntries(ofSearch);
  const dataset = await openForNetwork(call);
  const model = await createNetwork(call, dataset, options.seed ?? 0);
  const line = new LiveLine(host.notices);
  try {
    const search = await findLearningRate(model, dataset, {
      ...options,
      signal: host.signal,
      onProgress: (done, steps) => line.update(() => `trying learning rates: step ${done} of ${steps}`),
    });
    line.clear();
    if (values.json === true) host.out.write(`${JSON.stringify({ type: 'learning-rate', ...search })}\n`);
    else host.out.print(...showSearch(search));
    return 0;
  } finally {
    line.clear();
    model.dispose();
  }
}

function showSearch({ suggestion, points, diverged }: LearningRateSearch): string[] {
  const every = Math.ceil(points.length / ROWS);
  const rows = points
    .filter((_, index) => index % every === 0 || index === points.length - 1)
    .map(({ learningRate, loss }) => [learningRate.toExponential(1), loss.toFixed(3)]);
  return [
    ...formatTable([['learning rate', 'loss'], ...rows], 'r'),
    '',
    `Suggested: --learning-rate ${suggestion.toPrecision(2)}, a tenth of the rate at the lowest loss.`,
    ...(diverged ? [] : ['The loss has not diverged up to the last rate: a higher one may do too.']),
  ];
}
