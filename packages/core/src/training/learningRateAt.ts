import { callPart, partInvalid } from './OwnParts';

/**
 * The course of the learning rate after warm-up.
 * - `constant`: the highest value throughout.
 * - `cosine`: half a cosine from the highest value down to 0 at the end (Loshchilov and Hutter, arXiv:1608.03983).
 * - `one-cycle`: half a cosine up from a 25th of the highest value over the first 30 % of the run, then half a cosine down to nearly
 *   nothing (Smith and Topin, arXiv:1708.07120; Smith, arXiv:1803.09820). It has a warm-up of its own; momentum stays the same.
 * - `step`: times `factor`, in (0, 1), after every `epochs` epochs.
 * - `plateau`: times `factor`, in (0, 1), whenever the validation loss has not fallen for `patience` epochs; the training loss
 *   where there is no validation set.
 */
export type Schedule =
  | { readonly type: 'constant' }
  | { readonly type: 'cosine' }
  | { readonly type: 'one-cycle' }
  | { readonly type: 'step'; readonly epochs: number; readonly factor: number }
  | { readonly type: 'plateau'; readonly patience: number; readonly factor: number };

/** The schedules that need no constants, which text names too. */
export type ScheduleName = 'constant' | 'cosine' | 'one-cycle';

/**
 * A schedule of one's own: the learning rate of a batch, at least 0, from its position alone, so that a resumed run gets the same rates.
 */
export type ScheduleFunction = (position: SchedulePosition) => number;

/** The position of a batch in its run. */
export interface SchedulePosition {
  /** From 0. */
  readonly epoch: number;
  /** From 0, within the epoch. */
  readonly batch: number;
  /** Batches per epoch. */
  readonly batches: number;
  /** Epochs of the run. */
  readonly epochs: number;
  /** One loss for each finished epoch: of the validation set, or of training where there is none. */
  readonly losses: readonly number[];
  /** The recipe's: the highest rate of the built-in schedules. */
  readonly learningRate: number;
  /** The recipe's. */
  readonly warmupEpochs: number;
}

/** The share of the run in which the rate of one-cycle rises, and the divisors of its first and last rate: those of fastai and PyTorch. */
const [RISE, FIRST, LAST] = [0.3, 25, 250_000];

/** The built-in schedules after warm-up. Each takes its constants and gives a function like those of callers. */
const schedules: {
  readonly [Type in Schedule['type']]: (constants: Extract<Schedule, { readonly type: Type }>) => ScheduleFunction;
} = {
  constant:
    () =>
    ({ learningRate }) =>
      learningRate,
  cosine:
    () =>
    ({ learningRate, warmupEpochs, epoch, batch, batches, epochs }) => {
      const fraction = (epoch + batch / batches - warmupEpochs) / Math.max(epochs - warmupEpochs, 1 / batches);
      return (learningRate * (1 + Math.cos(Math.PI * Math.min(Math.max(fraction, 0), 1)))) / 2;
    },
  'one-cycle':
    () =>
    ({ learningRate, epoch, batch, batches, epochs }) => {
      const fraction = (epoch + batch / batches) / epochs;
      return fraction < RISE
        ? halfCosine(learningRate / FIRST, learningRate, fraction / RISE)
        : halfCosine(learningRate, learningRate / LAST, (fraction - RISE) / (1 - RISE));
    },
  step:
    ({ epochs, factor }) =>
    ({ learningRate, epoch }) =>
      learningRate * factor ** Math.floor(epoch / epochs),
  plateau:
    ({ patience, factor }) =>
    ({ learningRate, losses }) =>
      learningRate * factor ** countPlateaus(losses, patience),
};

const halfCosine = (from: number, to: number, fraction: number): number =>
  to + ((from - to) * (1 + Math.cos(Math.PI * fraction))) / 2;

/**
 * The learning rate of one batch. It depends on the position alone, so that a resumed run gets the same rates.
 * @throws OPTION_INVALID for a function that throws or gives no rate
 */
export function learningRateAt(schedule: Schedule | ScheduleFunction, position: SchedulePosition): number {
  const { epoch, batch, batches, learningRate, warmupEpochs } = position;
  const progress = epoch + (batch + 1) / batches;
  if (progress < warmupEpochs) return (learningRate * progress) / warmupEpochs;
  if (typeof schedule !== 'function') return schedules[schedule.type](schedule as never)(position);
  const rate = callPart('schedule', schedule, () => schedule(position));
  if (Number.isFinite(rate) && rate >= 0) return rate;
  const expected = `a learning rate of at least 0 for batch ${batch} of epoch ${epoch}`;
  throw partInvalid('schedule', schedule, expected, String(rate));
}

function countPlateaus(losses: readonly number[], patience: number): number {
  let plateaus = 0;
  let lowest = Infinity;
  let epochsSinceLowest = 0;
  for (const loss of losses) {
    if (loss < lowest) {
      lowest = loss;
      epochsSinceLowest = 0;
    } else if (++epochsSinceLowest >= patience) {
      plateaus++;
      epochsSinceLowest = 0;
    }
  }
  return plateaus;
}
