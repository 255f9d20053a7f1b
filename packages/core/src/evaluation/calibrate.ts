import * as tf from '@tensorflow/tfjs';
import type { Abortable } from '../abortable';
import { engineOf } from '../backends/selectBackend';
import { type Dataset, datasetImages } from '../datasets/Dataset';
import { FerError } from '../errors';
import { fitMatrixScaling, type MatrixScaling } from '../metrics/fitMatrixScaling';
import { fitTemperature, fitTopLabelTemperature } from '../metrics/fitTemperature';
import { logScores } from '../metrics/logLoss';
import { checkLabelsMatch, type FerModel } from '../models/FerModel';
import { endsInSoftmax } from '../tfjs/layers';

/** How {@link calibrate} makes scores mean what they say; see {@link CalibrateOptions}. */
export type CalibrationMethod = 'temperature' | 'top-label' | 'matrix';

/** Options of {@link calibrate}. */
export interface CalibrateOptions extends Abortable {
  /**
   * `temperature` divides all logits by one number: it changes no ranking, so accuracy stays as it is, and some hundred samples
   * are enough. `top-label` does too, but chooses the number by the score of the label on top alone, so that this one says how often
   * it is right. `matrix` maps them linearly, inside of the last layer: it mends too how sure the model is of one label beside
   * another, may move accuracy by some tenths of a point, and needs some hundreds of samples a label.
   * @default 'temperature'
   */
  readonly method?: CalibrationMethod;
}

/**
 * Makes a model's scores mean what they say: among samples scored 0.8, about 80 % should be right. What it finds it writes into
 * the model. Guo et al. 2017, arXiv:1706.04599.
 * @param dataset - samples that the model was not trained on and that it is not judged by, e.g. the validation split
 * @returns the temperature of the model, from 0.05 to 20; 1 where a matrix was put into its weights
 * @throws MODEL_INCOMPATIBLE, also where a matrix has no dense layer to be put into; OPTION_INVALID, DISPOSED
 *
 * @example
 * ```ts
 * await train(model, fer);
 * await calibrate(model, fer.selectSplit('validation'));
 * ```
 */
export async function calibrate(
  model: FerModel,
  dataset: Dataset,
  { method = 'temperature', signal }: CalibrateOptions = {},
): Promise<number> {
  model.assertUsable();
  checkLabelsMatch(model, dataset);
  const fit = (fits as Readonly<Record<string, Fit | undefined>>)[method];
  if (fit === undefined) {
    throw new FerError('OPTION_INVALID', {
      option: 'method',
      failed: 'The model cannot be calibrated',
      expected: '"temperature", "top-label" or "matrix"',
      received: method,
    });
  }
  const scores = await model.predictMatrix(datasetImages(dataset), { signal, temperature: 1 });
  model.assertUsable();
  const temperature = fit(model, logScores(scores), dataset.labelIndices);
  model.annotate({ temperature });
  return temperature;
}

type Fit = (model: FerModel, logits: Float32Array, truth: ArrayLike<number>) => number;

const fits: Readonly<Record<CalibrationMethod, Fit>> = {
  temperature: (model, logits, truth) => fitTemperature(logits, truth, model.labels.length),
  'top-label': (model, logits, truth) => fitTopLabelTemperature(logits, truth, model.labels.length),
  matrix: (model, logits, truth) => {
    scaleLogits(model, fitMatrixScaling(logits, truth, model.labels.length));
    return 1;
  },
};

/**
 * Puts a linear map of the logits into the dense layer that gives them, so that the model costs and weighs what it did.
 * @throws MODEL_INCOMPATIBLE where no dense layer with a bias gives the logits
 */
function scaleLogits(model: FerModel, { matrix, bias }: MatrixScaling): void {
  const layer = findLogits(model.layers);
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

function findLogits(network: tf.LayersModel): tf.layers.Layer | undefined {
  const last = network.layers.at(-1)!;
  const layer = last.getClassName() === 'Dense' ? last : network.layers.at(-2);
  if (!endsInSoftmax(network) || layer?.getClassName() !== 'Dense' || layer.getWeights().length !== 2) return undefined;
  return layer === last || layer.getConfig().activation === 'linear' ? layer : undefined;
}
