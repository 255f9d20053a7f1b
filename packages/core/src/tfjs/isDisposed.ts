import type * as tf from '@tensorflow/tfjs';

/** The field of a network that counts its users, which its typings hide. */
interface Counted {
  readonly _refCount: number;
}

/** True for a network after its `dispose()`, and for one whose weights are gone with those of another network. */
export const isDisposed = (network: tf.LayersModel): boolean => (network as unknown as Counted)._refCount === 0;
