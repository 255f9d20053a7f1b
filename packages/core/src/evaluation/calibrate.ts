import * as tf from '@tensorflow/tfjs';
import type { Abortable } from '../abortable';
import { engineOf } from '../backends/selectBackend';
import { type Dataset, datasetImages, samplesRule } from '../datasets/Dataset';
import { FerError } from '../errors';
import { fitMatrixScaling, type MatrixScaling, scaleByMatrix } from '../metrics/fitMatrixScaling';
import { fitTemperature, fitTopLabelTemperature, isAtBound } from '../metrics/fitTemperature';
import { logScores, negativeLogLikelihood } from '../metrics/logLoss';
import { expectedCalibrationError, reliabilityBins } from '../metrics/reliability';
import { checkColours } from '../models/checkColours';
import { applyTemperature, checkModel, type FerModel } from '../models/FerModel';
import {
  checkOption,
  defaultsOf,
  oneOf,
  optionInvalid,
  type OptionTable,
  resolveOptions,
  signalRule,
  withDefault,
} from '../options';
import { endsInSoftmax } from '../tfjs/layers';
import { countOf } from '../words';
import { alignLabels } from './alignLabels';

/** The methods of {@link calibrate}; see {@link CalibrateOptions.method}. */
export type CalibrationMethod = 'temperature' | 'top-label' | 'matrix';

/** Options of {@link calibrate}. */
export interface CalibrateOptions extends Abortable {
  /**
   * - `temperature` divides all logits by one number, fitted to all scores. It changes no ranking, so accuracy stays the
   *   same, and some hundred samples suffice: 100 give a temperature within a tenth of the right one, 20 within a fifth.
   * - `top-label` also fits one number, but to the highest score alone: that score then tells how often it is correct.
   * - `matrix` maps the logits by a matrix and a bias, folded into the last layer. It also corrects confidence that differs
   *   between labels, may change accuracy by some tenths of a point, and needs some hundred samples of each label.
   * @default 'temperature'
   */
  readonly method?: CalibrationMethod;
}

/** Agreement of scores with the truth. */
export interface CalibrationScores {
  /** Mean negative log-likelihood of the true label, in nats. */
  readonly nll: number;
  /** Expected calibration error over 15 bins, 0 to 1. */
  readonly ece: number;
}

/** The result of {@link calibrate}: the changes to the model, and their effect on the samples that they were fitted to. */
export interface Calibration {
  readonly method: CalibrationMethod;
  /** The model's new temperature, 0.05 to 20; 1 for the method `matrix`. */
  readonly temperature: number;
  /** The map that was folded into the last layer; only for the method `matrix`. */
  readonly scaling?: MatrixScaling;
  /** Number of samples. */
  readonly samples: number;
  /** The samples scored by the model before calibration, at its previous temperature. */
  readonly before: CalibrationScores;
  /** The samples scored by the calibrated model. */
  readonly after: CalibrationScores;
  /**
   * Reasons to trust the result less, as sentences: few samples, labels without samples, a temperature at a bound. Empty if there
   * are none.
   */
  readonly warnings: readonly string[];
}

/**
 * Fewest samples of {@link calibrate}. With fewer, one temperature in ten is off by more than a half, and many are at a bound: those
 * fitted to draws from scores of a known temperature, at accuracies of 60 and 80 %.
 */
export const FEWEST_CALIBRATION_SAMPLES = 20;

/** With fewer samples, one temperature in ten is off by more than a fifth. */
const FEW_SAMPLES = 100;

export const calibrateTable: OptionTable<CalibrateOptions, 'method'> = {
  method: withDefault('temperature', oneOf('temperature', 'top-label', 'matrix')),
  signal: signalRule,
};

/** The defaults of {@link CalibrateOptions}. */
export const calibrateDefaults: Required<Omit<CalibrateOptions, 'signal'>> = /* @__PURE__ */ defaultsOf(calibrateTable);

/**
 * Calibrates a model: among samples with a highest score of 0.8, about 80 % should be correct. The result is written into
 * the model's temperature or weights, so `saveModel` keeps it. Source: Guo et al. 2017, https://arxiv.org/abs/1706.04599.
 * @param dataset - at least 20 samples that the model was not trained on and is not evaluated on, e.g. the validation split
 * @returns the method, its parameters, NLL and ECE before and after, and warnings
 * @throws MODEL_INCOMPATIBLE if samples have labels that the model lacks, or if the method is `matrix` and the network does not end
 * in a dense layer with a bias and a softmax; OPTION_INVALID for too few samples, and for the method `matrix` if a label has none;
 * DISPOSED
 *
 * @example
 * ```ts
 * await train(model, fer);
 * const { temperature, before, after, warnings } = await calibrate(model, fer.selectSplit('validation'));
 * console.log(`temperature ${temperature}, ECE ${before.ece} -> ${after.ece}`, ...warnings);
 * ```
 */
export async function calibrate(
  model: FerModel,
  dataset: Dataset,
  options: CalibrateOptions = {},
): Promise<Calibration> {
  const { method, signal } = resolveOptions(options, calibrateTable);
  checkModel(model);
  checkOption('dataset', dataset, samplesRule);
  if (method === 'matrix') requireLogitLayer(model.layers);
  checkColours(model, dataset);
  const aligned = alignLabels(dataset, model.labels);
  checkSamples(aligned, method);
  const truth = aligned.labelIndices;
  const scores = await model.predictMatrix(datasetImages(aligned), { signal, temperature: 1 });
  model.assertUsable();
  const labelCount = model.labels.length;
  const measure = (measured: Float32Array): CalibrationScores => ({
    nll: negativeLogLikelihood(measured, truth, labelCount),
    ece: expectedCalibrationError(reliabilityBins(measured, truth, labelCount)),
  });
  const scoresAt = (temperature: number): Float32Array => {
    const changed = scores.slice();
    applyTemperature(changed, labelCount, temperature);
    return changed;
  };
  const before = measure(scoresAt(model.metadata.temperature));
  const logits = logScores(scores);
  if (method === 'matrix') {
    const scaling = fitMatrixScaling(logits, truth, labelCount);
    scaleLogits(model, scaling);
    model.annotate({ temperature: 1 });
    const after = measure(scaleByMatrix(logits, scaling));
    const warnings = listWarnings(aligned, method, 1);
    return { method, temperature: 1, scaling, samples: truth.length, before, after, warnings };
  }
  const fit = method === 'temperature' ? fitTemperature : fitTopLabelTemperature;
  const temperature = fit(logits, truth, labelCount);
  model.annotate({ temperature });
  const warnings = listWarnings(aligned, method, temperature);
  return { method, temperature, samples: truth.length, before, after: measure(scoresAt(temperature)), warnings };
}

const missingLabels = ({ labels, labelCounts }: Dataset): readonly string[] =>
  labels.filter((_, index) => labelCounts[index] === 0);

/** Refuses samples to which nothing can be fitted. */
function checkSamples(dataset: Dataset, method: CalibrationMethod): void {
  if (dataset.size < FEWEST_CALIBRATION_SAMPLES) {
    throw optionInvalid(
      'dataset',
      `at least ${FEWEST_CALIBRATION_SAMPLES} samples, and better some hundred`,
      countOf(dataset.size, 'sample'),
      'Hold out more samples for the validation split, or use the model without calibration.',
    );
  }
  const missing = missingLabels(dataset);
  if (method !== 'matrix' || missing.length === 0) return;
  const next = "Calibrate with { method: 'temperature' }, or add samples of these labels.";
  throw optionInvalid(
    'dataset',
    'samples of every label for the method "matrix"',
    `none of ${missing.join(', ')}`,
    next,
  );
}

function listWarnings(dataset: Dataset, method: CalibrationMethod, temperature: number): readonly string[] {
  const { size, labels, labelCounts } = dataset;
  const missing = missingLabels(dataset);
  const rare = labels.filter((_, index) => labelCounts[index]! > 0 && labelCounts[index]! < FEW_SAMPLES);
  return [
    ...(method !== 'matrix' && size < FEW_SAMPLES
      ? [`It was fitted to ${countOf(size, 'sample')}, and may be off by more than a fifth: use some hundred.`]
      : []),
    ...(method === 'matrix' && rare.length > 0
      ? [
          `Fewer than ${FEW_SAMPLES} samples of ${rare.join(', ')}: the method "matrix" needs some hundred of each label.`,
        ]
      : []),
    ...(missing.length > 0 ? [`There are no samples of ${missing.join(', ')}: nothing is known of their scores.`] : []),
    ...(isAtBound(temperature) ? [describeBound(temperature)] : []),
  ];
}

/** A bound below 1 is reached if every sample is right, one above 1 if scores have nothing to do with the truth. */
function describeBound(temperature: number): string {
  const bound = Number(temperature.toPrecision(3));
  return temperature < 1
    ? `The temperature ${bound} is the lowest allowed, because nearly all samples are right: was the model trained on them?`
    : `The temperature ${bound} is the highest allowed, because the scores say nothing about these samples.`;
}

/**
 * Folds an affine map of the logits into the dense layer that computes them, so that the model's cost and size stay the same.
 * @throws MODEL_INCOMPATIBLE if no dense layer with a bias computes the logits
 */
function scaleLogits(model: FerModel, { matrix, bias }: MatrixScaling): void {
  const layer = requireLogitLayer(model.layers);
  engineOf(model.backend).run(() => {
    const [kernel, offset] = layer.getWeights() as [tf.Tensor2D, tf.Tensor1D];
    const map = tf.tensor2d(Float32Array.from(matrix), [bias.length, bias.length]);
    layer.setWeights([
      tf.matMul(kernel, map, false, true),
      tf.add(tf.squeeze(tf.matMul(map, tf.expandDims(offset, 1)), [1]), Float32Array.from(bias)),
    ]);
  });
}

/** @throws MODEL_INCOMPATIBLE */
function requireLogitLayer(network: tf.LayersModel): tf.layers.Layer {
  const layer = findLogitLayer(network);
  if (layer !== undefined) return layer;
  throw new FerError('MODEL_INCOMPATIBLE', {
    field: 'layers',
    failed: 'The logits cannot be scaled',
    expected: 'a network that ends in a dense layer with a bias and a softmax',
    next: "Calibrate with { method: 'temperature' }.",
  });
}

function findLogitLayer(network: tf.LayersModel): tf.layers.Layer | undefined {
  const last = network.layers.at(-1)!;
  const layer = last.getClassName() === 'Dense' ? last : network.layers.at(-2);
  if (!endsInSoftmax(network) || layer?.getClassName() !== 'Dense' || layer.getWeights().length !== 2) return undefined;
  return layer === last || layer.getConfig().activation === 'linear' ? layer : undefined;
}
