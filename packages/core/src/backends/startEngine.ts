import * as tf from '@tensorflow/tfjs';
import { isStarted } from './useEngine';

/**
 * Starts an engine that is registered with tfjs, and returns its instance; a started one is returned as it is.
 *
 * tfjs' own start of an asynchronous engine makes every tensor operation of the process throw until it has ended, also
 * those of models on other engines, and reports a failure only to the console. So the instance is made here, and
 * registered anew as one that is ready.
 */
export async function startEngine(engine: string): Promise<tf.KernelBackend> {
  // The user's own program may be starting it at this moment.
  if (tf.getBackend() === engine && !isStarted(engine)) await tf.ready();
  const running = tf.engine().registry[engine];
  if (running !== undefined) return running;

  const entry = tf.engine().registryFactory[engine];
  if (entry === undefined) throw new Error(`TensorFlow.js has no engine "${engine}"`);
  const instance = await entry.factory();
  tf.removeBackend(engine);
  tf.registerBackend(engine, () => instance, entry.priority);
  return tf.findBackend(engine);
}
