/**
 * How the learning rate falls from its highest value to 0 or near it.
 * - `constant`: it does not.
 * - `cosine`: half a cosine over the run (Loshchilov and Hutter, arXiv:1608.03983), down to 0.
 * - `step`: times `factor` after every `epochs` epochs.
 * - `plateau`: times `factor` whenever the validation loss has not fallen for `patience` epochs.
 */
export type Schedule =
  | { readonly type: 'constant' }
  | { readonly type: 'cosine' }
  | { readonly type: 'step'; readonly epochs: number; readonly factor: number }
  | { readonly type: 'plateau'; readonly patience: number; readonly factor: number };

/** Where a run stands. */
export interface RunPosition {
  /** From 0. */
  readonly epoch: number;
  /** From 0, within the epoch. */
  readonly batch: number;
  readonly batches: number;
  readonly epochs: number;
  /** Losses by which `plateau` judges, one for each finished epoch. */
  readonly losses: readonly number[];
}

/** The rate's settings. */
export interface RateOptions {
  /** The highest rate. */
  readonly learningRate: number;
  readonly schedule: Schedule;
  /** Epochs over which the rate rises linearly to its highest value first. */
  readonly warmupEpochs: number;
}

/** The learning rate of one batch: a function of the position alone, so that a resumed run finds the same. */
export function learningRateAt(
  { learningRate, schedule, warmupEpochs }: RateOptions,
  { epoch, batch, batches, epochs, losses }: RunPosition,
): number {
  const progress = epoch + (batch + 1) / batches;
  if (progress < warmupEpochs) return (learningRate * progress) / warmupEpochs;
  switch (schedule.type) {
    case 'constant':
      return learningRate;
    case 'cosine': {
      const share = (epoch + batch / batches - warmupEpochs) / Math.max(epochs - warmupEpochs, 1 / batches);
      return (learningRate * (1 + Math.cos(Math.PI * Math.min(Math.max(share, 0), 1)))) / 2;
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
  let waited = 0;
  for (const loss of losses) {
    if (loss < lowest) {
      lowest = loss;
      waited = 0;
    } else if (++waited >= patience) {
      plateaus++;
      waited = 0;
    }
  }
  return plateaus;
}
