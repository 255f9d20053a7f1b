import { engineOf } from '../backends/selectBackend';
import type { Dataset } from '../datasets/Dataset';
import { isFerError } from '../errors';
import { WeightSnapshot } from '../models/copyWeights';
import { checkModel, type FerModel } from '../models/FerModel';
import { defaultsOf, integer, number, optionInvalid, type OptionTable, resolveOptions, withDefault } from '../options';
import type { Abortable } from '../abortable';
import { checkTrainData } from '../training/splitTrainData';
import { train } from '../training/train';
import { recipeTable, type TrainData, type TrainRecipe, trainTable } from '../training/TrainOptions';
import type { TrainEvent } from '../training/TrainEvent';

/** The options of a recipe that change how the loss answers to the learning rate. */
type Recipe = Pick<
  TrainRecipe,
  | 'batchSize'
  | 'seed'
  | 'optimizer'
  | 'loss'
  | 'weightDecay'
  | 'labelWeights'
  | 'labelSmoothing'
  | 'mixup'
  | 'cutmix'
  | 'clipNorm'
  | 'augment'
>;

/** Options of {@link findLearningRate}: the recipe that is to be trained, and the rates to try. */
export interface FindLearningRateOptions extends Partial<Recipe>, Abortable {
  /** The first rate, above 0. @default 1e-6 */
  readonly from?: number;
  /** The last rate, above `from`. @default 1 */
  readonly to?: number;
  /** Steps from the first to the last rate, from 10; each multiplies the rate by the same factor. @default 100 */
  readonly steps?: number;
  /** Called after each step with the number of steps so far and of all. */
  readonly onProgress?: (done: number, steps: number) => unknown;
}

type Defaulted = keyof Recipe | 'from' | 'to' | 'steps';

export const findLearningRateTable: OptionTable<FindLearningRateOptions, Defaulted> = {
  batchSize: recipeTable.batchSize,
  seed: recipeTable.seed,
  optimizer: recipeTable.optimizer,
  loss: recipeTable.loss,
  weightDecay: recipeTable.weightDecay,
  labelWeights: recipeTable.labelWeights,
  labelSmoothing: recipeTable.labelSmoothing,
  mixup: recipeTable.mixup,
  cutmix: recipeTable.cutmix,
  clipNorm: recipeTable.clipNorm,
  augment: recipeTable.augment,
  from: withDefault(1e-6, number({ above: 0 })),
  to: withDefault(1, number({ above: 0 })),
  steps: withDefault(100, integer({ from: 10 })),
  onProgress: trainTable.onEvent,
  signal: trainTable.signal,
};

/** The defaults of {@link FindLearningRateOptions}. */
export const findLearningRateDefaults: Required<Pick<FindLearningRateOptions, Defaulted>> =
  /* @__PURE__ */ defaultsOf(findLearningRateTable);

/** The result of {@link findLearningRate}. */
export interface LearningRateSearch {
  /** A tenth of the rate at the lowest loss: a highest rate to begin with, for `one-cycle` and `cosine` alike. */
  readonly suggestion: number;
  /** One for each step: its rate, and the mean loss of the steps so far, of which each later one weighs more. */
  readonly points: readonly { readonly learningRate: number; readonly loss: number }[];
  /** True if the search ended because the loss had risen to four times its lowest value; else the last rate may still be too low. */
  readonly diverged: boolean;
}

/** Weight of the earlier steps in the mean loss. */
const SMOOTHING = 0.9;
/** Multiple of the lowest loss at which the search ends. */
const DIVERGED = 4;

/**
 * Finds a learning rate by the range test of Smith 2015 (https://arxiv.org/abs/1506.01186): trains with a rate that rises from step to
 * step until the loss diverges. The model ends as it was.
 * @param data - as for `train`; validation samples are not used
 * @throws the errors of `train`; OPTION_INVALID where `to` is not above `from`
 *
 * @example
 * ```ts
 * const { suggestion } = await findLearningRate(model, fer);
 * await train(model, fer, { learningRate: suggestion, schedule: 'one-cycle' });
 * ```
 */
export async function findLearningRate(
  model: FerModel,
  data: TrainData | Dataset,
  options: FindLearningRateOptions = {},
): Promise<LearningRateSearch> {
  checkModel(model);
  const { from, to, steps, onProgress, signal, ...recipe } = resolveOptions(options, findLearningRateTable);
  if (to <= from) throw optionInvalid('to', `a rate above that of "from", ${from}`, String(to));
  const given = checkTrainData(data);
  const samples = 'train' in given ? given.train : given.selectSplit('train');
  // At least 1, because train tells of an empty set.
  const batches = Math.max(1, Math.ceil(samples.size / recipe.batchSize));
  const points: { learningRate: number; loss: number }[] = [];
  let sum = 0;
  let lowest = Infinity;
  const hasDiverged = (): boolean => points.length > 1 && points.at(-1)!.loss > DIVERGED * lowest;
  const addStep = ({ learningRate, loss }: Extract<TrainEvent, { readonly type: 'batch' }>): void => {
    sum = SMOOTHING * sum + (1 - SMOOTHING) * loss;
    const mean = sum / (1 - SMOOTHING ** (points.length + 1));
    lowest = Math.min(lowest, mean);
    points.push({ learningRate, loss: mean });
  };
  const engine = engineOf(model.backend);
  const { metadata } = model;
  const weights = [...model.layers.weights];
  // Taken at the start of the run, whose claim on the model keeps other runs away from the weights.
  let before: WeightSnapshot | undefined;
  let failed = false;
  try {
    await train(
      model,
      { train: samples },
      {
        ...recipe,
        epochs: Math.ceil(steps / batches),
        learningRate: to,
        schedule: ({ epoch, batch }) => from * (to / from) ** ((epoch * batches + batch) / (steps - 1)),
        restoreBest: false,
        signal,
        callbacks: [
          {
            name: 'range test',
            onEvent: async (event, run) => {
              if (event.type === 'start') {
                engine.use();
                before = WeightSnapshot.of(weights);
              }
              if (event.type !== 'batch') return;
              addStep(event);
              if (hasDiverged() || points.length === steps) run.stop();
              await onProgress?.(points.length, steps);
            },
          },
        ],
      },
    );
  } catch (error) {
    // The search is after the rate at which this happens.
    if (!isFerError(error, 'TRAINING_DIVERGED')) throw error;
    failed = true;
  } finally {
    if (before !== undefined && !model.disposed && !engine.isLost) {
      engine.use();
      before.restore(weights);
      model.annotate({ temperature: metadata.temperature, provenance: metadata.provenance });
    }
    engine.free(() => before?.dispose());
  }
  const best = points.find(({ loss }) => loss === lowest);
  return { suggestion: (best?.learningRate ?? from) / 10, points, diverged: failed || hasDiverged() };
}
