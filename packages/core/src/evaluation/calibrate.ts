import * as tf from '@tensorflow/tfjs';
import type { Abortable } from '../abortable';
import { engineOf } from '../backends/selectBackend';
import { type Dataset, datasetImages } from '../datasets/Dataset';
import { FerError } from '../errors';
import { fitMatrixScaling, type MatrixScaling, scaleByMatrix } from '../metrics/fitMatrixScaling';
import { fitTemperature, fitTopLabelTemperature } from '../metrics/fitTemperature';
import { logScores, negativeLogLikelihood } from '../metrics/logLoss';
import { expectedCalibrationError, reliabilityBins } from '../metrics/reliability';
import { applyTemperature, checkLabelsMatch, type FerModel } from '../models/FerModel';
import { oneOf, defaultsOf, resolveOptions, withDefault, type OptionTable, signalRule } from '../options';
import { endsInSoftmax } from '../tfjs/layers';

/** The methods of {@link calibrate}; see {@link CalibrateOptions.method}. */
export type CalibrationMethod = 'temperature' | 'top-label' | 'matrix';

/** Options of {@link calibrate}. */
export interface CalibrateOptions extends Abortable {
  /**
   * - `temperature` divides all logits by one number, fitted to all scores. It changes no ranking, so accuracy stays the
   *   same, and some hundred samples suffice.
   * - `top-label` also fits one number, but to the highest score alone: that score then tells how often it is correct.
   * - `matrix` maps the logits by a matrix and a bias, folded into the last layer. It also corrects confidence that differs
   *   between labels, may change accuracy by some tenths of a point, and needs some hundred samples per label.
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
}

export const calibrateTable: OptionTable<CalibrateOptions, 'method'> = {
  method: withDefault('temperature', oneOf('temperature', 'top-label', 'matrix')),
  signal: signalRule,
};

/** The defaults of {@link CalibrateOptions}. */
export const calibrateDefaults: Required<Omit<CalibrateOptions, 'signal'>> = /* @__PURE__ */ defaultsOf(calibrateTable);

/**
 * Calibrates a model: among samples with a highest score of 0.8, about 80 % should be correct. The result is written into
 * the model's temperature or weights, so `saveModel` keeps it. Source: Guo et al. 2017, https://arxiv.org/abs/1706.04599.
 * @param dataset - samples that the model was not trained on and is not evaluated on, e.g. the validation split
 * @returns the method, its parameters, and NLL and ECE before and after
 * @throws MODEL_INCOMPATIBLE if the labels differ, or if the method is `matrix` and the network does not end in a dense
 * layer with a bias and a softmax; OPTION_INVALID; DISPOSED
 *
 * @example
 * ```ts
 * await train(model, fer);
 * const { temperature, before, after } = await calibrate(model, fer.selectSplit('validation'));
 * console.log(`temperature ${temperature}, ECE ${before.ece} -> ${after.ece}`);
 * ```
 */
export async function calibrate(
  model: FerModel,
  dataset: Dataset,
  options: CalibrateOptions = {},
): Promise<Calibration> {
  model.assertUsable();
  const { method, signal } = resolveOptions(options, calibrateTable);
  checkLabelsMatch(model, dataset);
  const truth = dataset.labelIndices;
  const scores = await model.predictMatrix(datasetImages(dataset), { signal, temperature: 1 });
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
    return { method, temperature: 1, scaling, samples: truth.length, before, after };
  }
  const fit = method === 'temperature' ? fitTemperature : fitTopLabelTemperature;
  const temperature = fit(logits, truth, labelCount);
  model.annotate({ temperature });
  return { method, temperature, samples: truth.length, before, after: measure(scoresAt(temperature)) };
}

/**
 * Folds an affine map of the logits into the dense layer that computes them, so that the model's cost and size stay the same.
 * @throws MODEL_INCOMPATIBLE if no dense layer with a bias computes the logits
 */
function scaleLogits(model: FerModel, { matrix, bias }: MatrixScaling): void {
  const layer = findLogitLayer(model.layers);
  if (layer === undefined) {
    throw new FerError('MODEL_INCOMPATIBLE', {
      field: 'layers',
      failed: 'The logits cannot be scaled',
      expected: 'a network that ends in a dense layer with a bias and a softmax',
      next: 'Calibrate it by its temperature.',
    });
  }
  engineOf(model.backend).run(() => {
    const [kernel, offset] = layer.getWeights() as [tf.Tensor2D, tf.Tensor1D];
    const map = tf.tensor2d(Float32Array.from(matrix), [bias.length, bias.length]);
    layer.setWeights([
      tf.matMul(kernel, map, false, true),
      tf.add(tf.squeeze(tf.matMul(map, tf.expandDims(offset, 1)), [1]), Float32Array.from(bias)),
    ]);
  });
}

function findLogitLayer(network: tf.LayersModel): tf.layers.Layer | undefined {
  const last = network.layers.at(-1)!;
  const layer = last.getClassName() === 'Dense' ? last : network.layers.at(-2);
  if (!endsInSoftmax(network) || layer?.getClassName() !== 'Dense' || layer.getWeights().length !== 2) return undefined;
  return layer === last || layer.getConfig().activation === 'linear' ? layer : undefined;
}
