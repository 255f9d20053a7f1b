import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../backends/useBackend';
import { FerError } from '../errors';
import type { MatrixScaling } from '../metrics/fitMatrixScaling';
import { endsInSoftmax } from '../models/endsInSoftmax';
import type { FerModel } from '../models/FerModel';

/**
 * Puts a linear map of the logits into the dense layer that gives them, so that the model costs and weighs what it did.
 * @throws MODEL_INCOMPATIBLE where no dense layer with a bias gives the logits
 */
export function scaleLogits(model: FerModel, { matrix, bias }: MatrixScaling): void {
  const layer = findLogits(model.layers);
  if (layer === undefined) {
    throw new FerError('MODEL_INCOMPATIBLE', {
      field: 'layers',
      failed: 'The logits cannot be scaled',
      expected: 'a network that ends in a dense layer with a bias and a softmax',
      next: 'Calibrate it by its temperature.',
    });
  }
  useBackend(model.backend);
  tf.tidy(() => {
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
