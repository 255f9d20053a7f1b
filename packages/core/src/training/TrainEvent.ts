import type { BackendInfo } from '../backends/BackendProvider';
import type { ConfusionCounts } from '../metrics/confusion';

/** The samples that a run validates with. */
export interface ValidationFacts {
  readonly validationSamples: number;
  /** Of these, the training samples that were held out, see `validationShare`; 0 where the data have validation samples, or are too few. */
  readonly heldOutSamples: number;
  /** Labels of the training samples that no validation sample has; their scores are missing from the metrics. Empty without validation. */
  readonly labelsWithoutValidation: readonly string[];
}

/** Scores of one epoch on the training samples, measured while the weights change. */
export interface TrainMetrics {
  /** Mean of the recipe's loss against the targets after smoothing, mixing and weighting; of `cross-entropy` in nats. */
  readonly loss: number;
  /** On augmented images, in [0, 1]. */
  readonly accuracy: number;
}

/** Scores on the validation set, without augmentation, smoothing or weights. */
export interface ValidationMetrics {
  /** Mean cross-entropy in nats. */
  readonly loss: number;
  /** In [0, 1]. */
  readonly accuracy: number;
  /** Unweighted mean of the labels' F1 scores, in [0, 1]. */
  readonly macroF1: number;
  /** Of the recipe's own metric, if it has one. */
  readonly own?: number;
}

/** One epoch in the history of a run. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** At the end of the epoch. */
  readonly learningRate: number;
  readonly train: TrainMetrics;
  /** Left out without a validation set. */
  readonly validation?: ValidationMetrics;
  /** True if no epoch before was better. Without a validation set every epoch is. */
  readonly best: boolean;
}

/** An event of a run: one start, then batches, epochs and checkpoints. */
export type TrainEvent =
  | ({
      readonly type: 'start';
      readonly backend: BackendInfo;
      readonly seed: number;
      /** Numbers in all weights. */
      readonly parameters: number;
      /** Samples that the network learns from. */
      readonly samples: number;
      readonly epochs: number;
      /** Steps per epoch. */
      readonly batches: number;
      /** Data-parallel workers; 1 is the calling thread itself. */
      readonly workers: number;
      /** Slow ways that the run takes, each with its reason, and where its schedule was extended, as sentences; usually empty. */
      readonly notes: readonly string[];
      /** Epochs, and batches of the next one, that the checkpoint had finished; both 0 for a new run. */
      readonly resumedAt: { readonly epoch: number; readonly batch: number };
      /** The epochs that the checkpoint had finished; empty for a new run. */
      readonly history: readonly EpochRecord[];
    } & ValidationFacts)
  | {
      readonly type: 'batch';
      /** From 1. */
      readonly epoch: number;
      /** From 1. */
      readonly batch: number;
      readonly batches: number;
      readonly epochs: number;
      /** Of this batch, in nats. */
      readonly loss: number;
      /** Of the epoch so far, in [0, 1]. */
      readonly accuracy: number;
      readonly learningRate: number;
      readonly imagesPerSecond: number;
      /** Until the last epoch ends, estimated from the speed of the last ten seconds. */
      readonly secondsLeft: number;
    }
  | ({
      readonly type: 'epoch';
      readonly epochs: number;
      readonly seconds: number;
      /** Of the validation set; left out without one. */
      readonly confusion?: ConfusionCounts;
    } & EpochRecord)
  | { readonly type: 'checkpoint'; readonly path: string; readonly epoch: number; readonly batch: number };

/** The result of a run. */
export interface TrainResult extends ValidationFacts {
  /** `early-stopped`: the metric did not improve for `patience` epochs; `stopped`: by `stopSignal` or a callback. */
  readonly reason: 'completed' | 'early-stopped' | 'stopped';
  readonly history: readonly EpochRecord[];
  /** The best epoch, from 1; the last one without a validation set; 0 if none was finished. */
  readonly bestEpoch: number;
  readonly backend: BackendInfo;
  readonly seed: number;
  /** Duration of this call; epochs from a checkpoint do not count. */
  readonly seconds: number;
}
