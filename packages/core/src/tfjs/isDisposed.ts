import type * as tf from '@tensorflow/tfjs';

/** The field of a network that counts its users, which its typings hide. */
interface Counted {
  readonly _refCount: number;
}

/** True for a network after its `dispose()`, and for one whose weights are gone with those of another network. */
export const isDisposed = (network: tf.LayersModel): boolean => (network as unknown as Counted)._refCount === 0;

/**
 * Disposes of a network, and of the networks within it: tfjs counts a user too many of one within a Sequential network, whose weights would
 * outlive the whole.
 */
export function disposeNetwork(network: tf.LayersModel): void {
  if (!isDisposed(network)) network.dispose();
  for (const layer of network.layers) {
    if ('layers' in layer && !isDisposed(layer as tf.LayersModel)) disposeNetwork(layer as tf.LayersModel);
  }
}
