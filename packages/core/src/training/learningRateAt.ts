/**
 * The course of the learning rate after warm-up.
 * - `constant`: the highest value throughout.
 * - `cosine`: half a cosine from the highest value down to 0 at the end (Loshchilov and Hutter, arXiv:1608.03983).
 * - `step`: times `factor`, in (0, 1), after every `epochs` epochs.
 * - `plateau`: times `factor`, in (0, 1), whenever the validation loss has not fallen for `patience` epochs; the training loss
 *   where there is no validation set.
 */
export type Schedule =
  | { readonly type: 'constant' }
  | { readonly type: 'cosine' }
  | { readonly type: 'step'; readonly epochs: number; readonly factor: number }
  | { readonly type: 'plateau'; readonly patience: number; readonly factor: number };

/** The position of a batch in its run. */
export interface BatchPosition {
  /** From 0. */
  readonly epoch: number;
  /** From 0, within the epoch. */
  readonly batch: number;
  /** Batches per epoch. */
  readonly batches: number;
  /** Epochs of the run. */
  readonly epochs: number;
  /** One loss for each finished epoch, for `plateau`. */
  readonly losses: readonly number[];
}

/** The part of a recipe that decides the learning rate. */
export interface LearningRateOptions {
  /** The highest rate. */
  readonly learningRate: number;
  readonly schedule: Schedule;
  /** Epochs over which the rate rises linearly to its highest value. */
  readonly warmupEpochs: number;
}

/** The learning rate of one batch. It depends on the position alone, so that a resumed run gets the same rates. */
export function learningRateAt(
  { learningRate, schedule, warmupEpochs }: LearningRateOptions,
  { epoch, batch, batches, epochs, losses }: BatchPosition,
): number {
  const progress = epoch + (batch + 1) / batches;
  if (progress < warmupEpochs) return (learningRate * progress) / warmupEpochs;
  switch (schedule.type) {
    case 'constant':
      return learningRate;
    case 'cosine': {
      const fraction = (epoch + batch / batches - warmupEpochs) / Math.max(epochs - warmupEpochs, 1 / batches);
      return (learningRate * (1 + Math.cos(Math.PI * Math.min(Math.max(fraction, 0), 1)))) / 2;
    }
    case 'step':
      return learningRate * schedule.factor ** Math.floor(epoch / schedule.epochs);
    case 'plateau':
      return learningRate * schedule.factor ** countPlateaus(losses, schedule.patience);
  }
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
