import * as tf from '@tensorflow/tfjs';
import { replaceCall } from '../models/replaceCall';

/** What tfjs' layer of convolution keeps, which its typings hide. */
interface Convolution {
  readonly kernel: tf.LayerVariable;
  readonly bias: tf.LayerVariable | null;
  readonly activation: { getClassName(): string };
  readonly strides: [number, number];
  readonly padding: 'same' | 'valid';
  readonly dataFormat: string;
  readonly dilationRate: number | [number, number];
}

/**
 * Spares the gradient of the images, which nothing asks for. Without an activation, tfjs runs a layer of convolution as a
 * fused kernel, whose gradient always computes both, the filter's and the input's; as a plain kernel only what is asked for.
 * Returns the function that gives the layer back as it was.
 */
export function skipImageGradient(layer: tf.layers.Layer): () => void {
  const { kernel, bias, activation, strides, padding, dataFormat, dilationRate } = layer as unknown as Convolution;
  // With a bias, the fused kernel rounds in another order.
  if (bias !== null || activation.getClassName() !== 'linear' || dataFormat === 'channelsFirst') return () => undefined;
  return replaceCall(layer, () => (inputs) => {
    const [images] = [inputs].flat() as [tf.Tensor4D];
    return tf.conv2d(images, kernel.read() as tf.Tensor4D, strides, padding, 'NHWC', dilationRate);
  });
}
