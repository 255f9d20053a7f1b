import { FerError } from '../errors';
import { expectedCalibrationError, reliabilityBins } from '../metrics/calibration';
import { accuracy, balancedAccuracy, checkIndices, countConfusion, macroF1, scoreLabels } from '../metrics/confusion';
import { crossEntropy, negativeLogLikelihood } from '../metrics/logLoss';
import { argmax, topKAccuracy } from '../metrics/topKAccuracy';
import type { Scores } from './EvaluationReport';

/** What a model said about samples, and what is true. */
export interface Predictions {
  /** The names, in the order of their numbers. */
  readonly labels: readonly string[];
  /** The number of the true label of each sample. */
  readonly truth: Uint8Array;
  /** Samples x labels, row by row; each row adds up to 1. */
  readonly scores: Float32Array;
  /** Label distributions that the loss is measured against instead of `truth`, samples x labels. */
  readonly softTargets?: Float32Array | undefined;
}

/** How far above 1 the softmax of a GPU may come out. */
const ROUNDING = 1e-4;

function invalid(option: string, expected: string, received: string): FerError<'OPTION_INVALID'> {
  return new FerError('OPTION_INVALID', { option, failed: 'The predictions cannot be scored', expected, received });
}

function check({ labels, truth, scores, softTargets }: Predictions): void {
  const size = truth.length * labels.length;
  if (truth.length === 0) throw new FerError('DATASET_EMPTY', { failed: 'There are no predictions to score' });
  checkIndices('truth', truth, labels.length);
  if (scores.length !== size) throw invalid('scores', `${size} numbers`, String(scores.length));
  // Neither NaN nor an infinity has a place in JSON, nor has a mean of them a meaning.
  const broken = scores.findIndex((score) => !(score >= 0 && score <= 1 + ROUNDING));
  if (broken !== -1) {
    const sample = Math.floor(broken / labels.length);
    throw invalid('scores', 'numbers from 0 to 1', `${scores[broken]!} for sample ${sample}`);
  }
  if (softTargets !== undefined && softTargets.length !== size) {
    throw invalid('softTargets', `${size} numbers`, String(softTargets.length));
  }
}

/**
 * Scores predictions: plain numbers in, plain JSON out, no model needed.
 * @throws DATASET_EMPTY where there are no samples, OPTION_INVALID where the parts do not fit each other
 *
 * @example
 * ```ts
 * const { accuracy } = scorePredictions({
 *   labels: ['happy', 'sad'],
 *   truth: Uint8Array.of(0, 1),
 *   scores: Float32Array.of(0.9, 0.1, 0.6, 0.4),
 * }); // 0.5
 * ```
 */
export function scorePredictions(predictions: Predictions): Scores {
  check(predictions);
  const { labels, truth, scores, softTargets } = predictions;
  const classes = labels.length;
  const confusion = countConfusion(labels, truth, argmax(scores, classes));
  const reliability = reliabilityBins(scores, truth, classes);
  const nll = negativeLogLikelihood(scores, truth, classes);
  const perLabel = scoreLabels(confusion);
  return {
    samples: truth.length,
    loss: softTargets === undefined ? nll : crossEntropy(scores, softTargets, classes),
    nll,
    accuracy: accuracy(confusion),
    balancedAccuracy: balancedAccuracy(confusion),
    top2Accuracy: topKAccuracy(scores, truth, classes, 2),
    macroF1: macroF1(confusion),
    ece: expectedCalibrationError(reliability),
    perLabel: Object.fromEntries(labels.map((label, index) => [label, perLabel[index]!])),
    confusion,
    reliability,
  };
}
