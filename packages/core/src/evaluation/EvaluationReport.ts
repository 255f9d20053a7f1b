import type { BackendInfo } from '../backends/BackendProvider';
import type { Corruption, CorruptionKind } from '../datasets/Corruption';
import type { ConfusionCounts, LabelScores } from '../metrics/confusion';
import type { ReliabilityBin } from '../metrics/reliability';
import type { ModelMetadata } from '../models/ModelMetadata';

/** The scores of a set of samples. All rates are from 0 to 1. */
export interface Scores {
  /** Number of samples. */
  readonly samples: number;
  /** Mean cross-entropy, in nats, against the training targets: soft labels if the dataset has them, else the true labels. */
  readonly loss: number;
  /** Mean negative log-likelihood of the true label, in nats; scores are clipped to at least 1e-7. */
  readonly nll: number;
  /** Fraction of correct predictions. */
  readonly accuracy: number;
  /** Mean recall over the labels that occur as truth. */
  readonly balancedAccuracy: number;
  /** Fraction of samples whose true label is among the two highest scores. */
  readonly top2Accuracy: number;
  /** Mean F1 over the labels that occur as truth. */
  readonly macroF1: number;
  /** Expected calibration error over 15 bins of equal width (Guo et al. 2017, https://arxiv.org/abs/1706.04599). */
  readonly ece: number;
  /** Precision, recall and F1 of each label, by its name. */
  readonly perLabel: Readonly<Record<string, LabelScores>>;
  /**
   * The labels that no sample has, in the order of the model's. A prediction of one of them is always wrong and counts so;
   * `perLabel` and `confusion` have the number of such predictions. The means over labels leave these labels out.
   */
  readonly labelsWithoutSamples: readonly string[];
  readonly confusion: ConfusionCounts;
  readonly reliability: readonly ReliabilityBin[];
}

/** An order of labels for the outputs of a network. */
export interface LabelOrder {
  /** The label that each output seems to mean, in the order of the outputs. */
  readonly labels: readonly string[];
  /** Accuracy of the same predictions with this order, 0 to 1. */
  readonly accuracy: number;
}

/** Scores on corrupted images. All rates are from 0 to 1. */
export interface RobustScores {
  /** Fraction of correct predictions. */
  readonly accuracy: number;
  /** Mean F1 over the labels that occur as truth. */
  readonly macroF1: number;
  /** Expected calibration error, as {@link Scores.ece}. */
  readonly ece: number;
}

/** The scores on the samples after one corruption. */
export interface CorruptionScores extends Corruption, RobustScores {}

/** The mean scores of all strengths of one kind of corruption. */
export interface CorruptionKindScores extends RobustScores {
  readonly kind: CorruptionKind;
}

/**
 * Scores of the same samples with their images corrupted, after Hendrycks and Dietterich 2019 (https://arxiv.org/abs/1903.12261);
 * the scores of clean images are those of the report itself.
 */
export interface Robustness {
  /** The seed of noise, signs and places. */
  readonly seed: number;
  /** Each corruption with its scores, in the order of the option `corruptions`. */
  readonly corruptions: readonly CorruptionScores[];
  /** The mean over the strengths of each kind, in the order in which the kinds first occur. */
  readonly kinds: readonly CorruptionKindScores[];
  /** The mean over all corruptions. */
  readonly mean: RobustScores;
}

/** The prediction of one sample. */
export interface SamplePrediction {
  /** Its position in the evaluated dataset, from 0. */
  readonly sample: number;
  /** The number of its image: in a dataset read from a file the number of its row, from 0. */
  readonly row: number;
  /** Its file, as in `Dataset.sources`: relative to the opened folder; of a CSV the name of that. Absent where it is not known. */
  readonly source?: string;
  /** The given label. */
  readonly label: string;
  /** The label with the highest score. */
  readonly predicted: string;
  /** The highest score, 0 to 1. */
  readonly confidence: number;
  /** The score of the given label, 0 to 1. */
  readonly labelScore: number;
}

/** Samples whose given label is likely wrong, see `findLabelErrors`; `predicted` is the label that they more likely have. */
export interface LabelErrors {
  /** Number of all that were found. */
  readonly count: number;
  /** The most likely ones, with the largest distance between `confidence` and `labelScore` first. */
  readonly samples: readonly SamplePrediction[];
}

/** The result of `evaluate`: plain JSON that can be saved, compared and plotted later. */
export interface EvaluationReport extends Scores {
  /** Version of this format. */
  readonly schema: 1;
  /** Name of the dataset. */
  readonly dataset: string;
  /**
   * The same scores over the samples whose image is no copy of a training image; absent without a training set, and if all
   * samples are copies.
   */
  readonly withoutTrainingCopies?: Scores;
  /**
   * Share of the samples, above 0 and at most 1, whose image the model was trained on, pixel for pixel; their scores do not tell how well it
   * does on others. Estimated by the hashes in `Provenance.images`; absent if none was found. Of a dataset with fewer than some 300 samples
   * it may be absent although the model knows them.
   */
  readonly trainedOn?: number;
  /**
   * Another order of the model's labels that fits far better: the outputs may have been named in the wrong order, e.g. in
   * FER2013's although the network was trained on folders in alphabetical order. No score of the report uses it. Absent if no
   * order is far better.
   */
  readonly suggestion?: LabelOrder;
  /** Scores on corrupted images; present with the option `corruptions`. */
  readonly robustness?: Robustness;
  /** The wrong predictions with the highest confidence, those first; present with the option `mistakes`. */
  readonly mistakes?: readonly SamplePrediction[];
  /**
   * Samples whose label is likely wrong; present with the option `mistakes`. Copies of training images are no candidates, because the
   * model has seen their label.
   */
  readonly labelErrors?: LabelErrors;
  /** The prediction of every sample, in their order; present with the option `predictions`. */
  readonly predictions?: readonly SamplePrediction[];
  readonly model: ModelMetadata;
  readonly backend: BackendInfo;
}

/**
 * An {@link EvaluationReport} as TypeScript types an imported JSON file: `schema` is any number and names are any text. What takes a
 * report takes this too, and checks its content.
 */
export interface ReportJson
  extends Widened<Omit<EvaluationReport, keyof Scores | 'withoutTrainingCopies'>>, Widened<EarlierScores> {
  readonly withoutTrainingCopies?: Widened<EarlierScores>;
}

/** Scores of earlier versions too, which wrote no list of the labels without samples. */
type EarlierScores = Omit<Scores, 'labelsWithoutSamples'> & Partial<Pick<Scores, 'labelsWithoutSamples'>>;

/** A type with its literals widened to all texts, numbers or flags. */
type Widened<Type> = unknown extends Type
  ? Type
  : Type extends string
    ? string
    : Type extends number
      ? number
      : Type extends boolean
        ? boolean
        : { readonly [Key in keyof Type]: Widened<Type[Key]> };
