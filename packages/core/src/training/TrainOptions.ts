import type { Abortable } from '../abortable';
import type { BackendInfo } from '../backends/BackendProvider';
import type { AugmentOptions } from '../datasets/AugmentOptions';
import { Dataset } from '../datasets/Dataset';
import type { ConfusionCounts } from '../metrics/confusion';
import type { Schedule } from './learningRateAt';
import type { OptimizerName } from './optimizers/OptimizerName';

/** What decides which weights are best. `loss` counts down, the others up. */
export type ValidationMetric = 'loss' | 'accuracy' | 'macroF1';

/** How a network is trained. */
export interface TrainRecipe {
  /** Times that every sample is seen. @default 30 */
  readonly epochs: number;
  /** Samples a step. @default 64 */
  readonly batchSize: number;
  /** Decides the order of samples, augmentation, mixup and dropout. The same seed on the same backend gives the same weights. @default 0 */
  readonly seed: number;
  /** @default 'adamw' */
  readonly optimizer: OptimizerName;
  /** The highest learning rate. @default 0.002 */
  readonly learningRate: number;
  /** Decay of the weights of convolutions and dense layers; biases and normalisation are spared. @default 0.02 */
  readonly weightDecay: number;
  /** @default { type: 'cosine' } */
  readonly schedule: Schedule;
  /** Epochs, whole or not, over which the learning rate rises to its highest value. @default 1 */
  readonly warmupEpochs: number;
  /** `balanced` weighs each label by the inverse of its frequency; a record gives weights by label, 1 for those it lacks. @default 'none' */
  readonly labelWeights: 'none' | 'balanced' | Readonly<Record<string, number>>;
  /** Share of each target that is spread over all labels, in [0, 1). @default 0.05 */
  readonly labelSmoothing: number;
  /** Blends pairs of samples by a share drawn from Beta(mixup, mixup); 0 is off. @default 0 */
  readonly mixup: number;
  /** Longest gradient over all weights together; longer ones are shortened to it. @default false */
  readonly clipNorm: number | false;
  /** Keeps a running average of the weights with this decay, in (0, 1), and uses it for validation and as the result. @default false */
  readonly averageWeights: number | false;
  /** Seeded changes of the images; amounts that are not given are those of `augmentDefaults`. @default {} */
  readonly augment: AugmentOptions | false;
  /** By what the best epoch is chosen, where there is a validation set. @default 'accuracy' */
  readonly metric: ValidationMetric;
  /** Stops when the metric has not improved for so many epochs. @default false */
  readonly patience: number | false;
  /** Whether the model ends with the weights of its best epoch rather than with its last ones. @default true */
  readonly restoreBest: boolean;
}

/** The defaults of {@link TrainRecipe}. */
export const trainDefaults: TrainRecipe = {
  epochs: 30,
  batchSize: 64,
  seed: 0,
  optimizer: 'adamw',
  learningRate: 0.002,
  weightDecay: 0.02,
  schedule: { type: 'cosine' },
  warmupEpochs: 1,
  labelWeights: 'none',
  labelSmoothing: 0.05,
  mixup: 0,
  clipNorm: false,
  averageWeights: false,
  augment: {},
  metric: 'accuracy',
  patience: false,
  restoreBest: true,
};

/** Where a run keeps what it needs to go on after an interruption. */
export interface CheckpointOptions {
  /** The file, in the safetensors format. */
  readonly path: string;
  /** Seconds between two of them; one is also written after each epoch and on abort. @default 60 */
  readonly everySeconds?: number;
  /** Whether a checkpoint that stands there is gone on from. If not, it is overwritten. @default true */
  readonly resume?: boolean;
}

/** Scores of one pass over the samples. */
export interface TrainMetrics {
  /** Mean cross-entropy in nats, against the targets after smoothing, mixing and weighting. */
  readonly loss: number;
  /** Share of right predictions while training, on augmented images, in [0, 1]. */
  readonly accuracy: number;
}

/** Scores on the validation set, as it is. */
export interface ValidationMetrics {
  /** Mean cross-entropy in nats. */
  readonly loss: number;
  readonly accuracy: number;
  readonly macroF1: number;
}

/** One line of a run's history. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** At the end of the epoch. */
  readonly learningRate: number;
  readonly train: TrainMetrics;
  readonly validation?: ValidationMetrics;
  /** Whether its weights are the best so far. */
  readonly best: boolean;
}

/** What happens in a run, in order: one start, then batches, epochs and checkpoints. */
export type TrainEvent =
  | {
      readonly type: 'start';
      readonly backend: BackendInfo;
      readonly seed: number;
      readonly parameters: number;
      readonly samples: number;
      readonly validationSamples: number;
      readonly epochs: number;
      /** Steps an epoch. */
      readonly batches: number;
      /** Threads that share each batch. */
      readonly workers: number;
      /** Where a resumed run goes on; both 0 for a new one. */
      readonly resumedAt: { readonly epoch: number; readonly batch: number };
      /** The epochs before that; empty for a new run. */
      readonly history: readonly EpochRecord[];
    }
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
      /** Of the epoch so far. */
      readonly accuracy: number;
      readonly learningRate: number;
      readonly imagesPerSecond: number;
      /** Until the last epoch ends, from the speed so far. */
      readonly secondsLeft: number;
    }
  | ({
      readonly type: 'epoch';
      readonly epochs: number;
      readonly seconds: number;
      /** Of the validation set, where there is one. */
      readonly confusion?: ConfusionCounts;
    } & EpochRecord)
  | { readonly type: 'checkpoint'; readonly path: string; readonly epoch: number; readonly batch: number };

/** How a run ended and what it did. */
export interface TrainResult {
  readonly reason: 'completed' | 'early-stopped';
  readonly history: readonly EpochRecord[];
  /** The epoch whose weights the model has, from 1. */
  readonly bestEpoch: number;
  readonly backend: BackendInfo;
  readonly seed: number;
  /** Of this call, not of what a checkpoint brought along. */
  readonly seconds: number;
}

/** Whether a score beats the best so far. The first always does. */
export function isBetter(metric: ValidationMetric, score: ValidationMetrics, best?: ValidationMetrics): boolean {
  if (best === undefined) return true;
  return metric === 'loss' ? score.loss < best.loss : score[metric] > best[metric];
}

/** The best epoch so far: the last that was better than all before it. */
export function bestRecord(history: readonly EpochRecord[]): EpochRecord | undefined {
  return history.findLast(({ best }) => best);
}

/** What a network learns from and is judged by. */
export interface TrainData {
  readonly train: Dataset;
  /** Chooses the best epoch and drives early stopping and the plateau schedule; never learned from. */
  readonly validation?: Dataset;
}

/** Options of a call of {@link train}. */
export interface TrainOptions extends Partial<TrainRecipe>, Abortable {
  readonly onEvent?: (event: TrainEvent) => void;
  readonly checkpoint?: CheckpointOptions | string;
  /**
   * Threads that share each batch: on wasm in Node, which has one thread by itself. The result is that of one worker but for
   * rounding, and the same to the bit for the same number of them; a run may go on from its checkpoint with another number.
   * Each worker takes the memory of a network in training; the images are shared. `auto` is one for each core, as far as
   * they get 8 samples of a batch each, and 1 on other backends.
   * @default 1
   */
  readonly workers?: number | 'auto';
}
