import { FerError } from '../errors';
import { isRecord } from '../isRecord';
import { accuracy, balancedAccuracy, countConfusion, macroF1, scoreLabels } from '../metrics/confusion';
import { checkSamples, crossEntropy, negativeLogLikelihood } from '../metrics/logLoss';
import { expectedCalibrationError, reliabilityBins } from '../metrics/reliability';
import { argmax, topKAccuracy } from '../metrics/topKAccuracy';
import { checkOption, custom, optionInvalid } from '../options';
import type { Scores } from './EvaluationReport';

/** The predictions of a model for some samples, and the truth. */
export interface Predictions {
  /** Label names in the order of their numbers. */
  readonly labels: readonly string[];
  /** The number of each sample's true label. */
  readonly truth: Uint8Array;
  /** Samples x labels, row by row; each row sums to 1. */
  readonly scores: Float32Array;
  /** Label distributions for the loss instead of `truth`: samples x labels, each row sums to 1. */
  readonly softTargets?: Float32Array | undefined;
}

/**
 * Scores predictions: plain numbers in, plain JSON out, no model needed.
 * @throws DATASET_EMPTY without samples; OPTION_INVALID if lengths do not match, a true label is no label's number, or a score
 * is not from 0 to 1
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
  const labelCount = labels.length;
  const confusion = countConfusion(labels, truth, argmax(scores, labelCount));
  const reliability = reliabilityBins(scores, truth, labelCount);
  const nll = negativeLogLikelihood(scores, truth, labelCount);
  const perLabel = scoreLabels(confusion);
  return {
    samples: truth.length,
    loss: softTargets === undefined ? nll : crossEntropy(scores, softTargets, labelCount),
    nll,
    accuracy: accuracy(confusion),
    balancedAccuracy: balancedAccuracy(confusion),
    top2Accuracy: topKAccuracy(scores, truth, labelCount, 2),
    macroF1: macroF1(confusion),
    ece: expectedCalibrationError(reliability),
    perLabel: Object.fromEntries(labels.map((label, index) => [label, perLabel[index]!])),
    labelsWithoutSamples: labels.filter((_, index) => perLabel[index]!.support === 0),
    confusion,
    reliability,
  };
}

const resultRule = custom('{ labels, truth, scores }', (value) => isRecord(value) && Array.isArray(value.labels));

/** @throws OPTION_INVALID, DATASET_EMPTY */
function check(predictions: Predictions): void {
  checkOption('predictions', predictions, resultRule);
  const { labels, truth, scores, softTargets } = predictions;
  checkSamples('scores', scores, truth, labels.length);
  if (truth.length === 0) throw new FerError('DATASET_EMPTY', { failed: 'There are no predictions to score' });
  if (softTargets !== undefined && softTargets.length !== scores.length) {
    throw optionInvalid('softTargets', `${scores.length} numbers`, `${softTargets.length}`);
  }
}
