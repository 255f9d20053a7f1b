import type * as tf from '@tensorflow/tfjs';

/** Gives a layer the `call` of its class back, after one of its own was put over it. */
export function restoreCall(layer: tf.layers.Layer): void {
  delete (layer as Partial<Pick<tf.layers.Layer, 'call'>>).call;
}
