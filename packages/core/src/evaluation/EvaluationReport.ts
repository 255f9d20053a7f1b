import type { BackendInfo } from '../backends/BackendProvider';
import type { ReliabilityBin } from '../metrics/calibration';
import type { ConfusionCounts, LabelScores } from '../metrics/confusion';
import type { ModelMetadata } from '../models/ModelMetadata';

/** The scores of a set of samples. All rates are in [0, 1]. */
export interface Scores {
  readonly samples: number;
  /** Mean cross-entropy against the targets that training uses (soft labels where the dataset has them), in nats. */
  readonly loss: number;
  /** Mean negative log-likelihood of the true label, in nats; scores are clipped to at least 1e-7. */
  readonly nll: number;
  readonly accuracy: number;
  /** Mean recall over the labels that occur. */
  readonly balancedAccuracy: number;
  /** Share of samples whose true label is among the two highest scores. */
  readonly top2Accuracy: number;
  /** Mean F1 over the labels that occur as truth or as prediction. */
  readonly macroF1: number;
  /** Expected calibration error over 15 bins of equal width (Guo et al. 2017, arXiv:1706.04599). */
  readonly ece: number;
  readonly perLabel: Readonly<Record<string, LabelScores>>;
  readonly confusion: ConfusionCounts;
  readonly reliability: readonly ReliabilityBin[];
}

/** The result of `evaluate`: plain JSON that can be saved, compared and drawn later. */
export interface EvaluationReport extends Scores {
  readonly schema: 1;
  readonly dataset: string;
  /** The same scores over the samples whose image does not also stand among the training images; absent where no training set was given. */
  readonly withoutTrainingCopies?: Scores;
  readonly model: ModelMetadata;
  readonly backend: BackendInfo;
}
