import type * as tf from '@tensorflow/tfjs';

/** Whether what a network gives are shares that sum to 1: its last layer is a softmax, or ends in one. */
export function endsInSoftmax(network: tf.LayersModel): boolean {
  const last = network.outputs[0]!.sourceLayer;
  const { activation, axis } = last.getConfig();
  const isLastAxis = axis === undefined || axis === null || axis === -1 || axis === last.outputShape.length - 1;
  return last.getClassName() === 'Softmax' ? isLastAxis : activation === 'softmax';
}
