import * as tf from '@tensorflow/tfjs';

const FLAG = 'TOPOLOGICAL_SORT_CACHE_MAX_ENTRIES';

/**
 * Lets go of the orders in which tfjs ran the layers of networks: it keeps those of the last hundred, and with them all layers
 * of a network that was disposed of. A network that is still used gets its order anew with its next batch.
 */
export function forgetOrders(): void {
  const most = tf.env().getNumber(FLAG);
  tf.env().set(FLAG, 0);
  tf.env().set(FLAG, most);
}
