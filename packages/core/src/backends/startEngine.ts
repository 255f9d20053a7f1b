import * as tf from '@tensorflow/tfjs';
import { lossOf } from './engineHealth';
import { isStarted } from './useEngine';

/** As tfjs' packages registered them: an engine whose device is lost is made anew with these. */
const factories = new Map<
  string,
  { readonly factory: () => tf.KernelBackend | Promise<tf.KernelBackend>; readonly priority: number }
>();

/**
 * Starts an engine that is registered with tfjs, and returns its instance; a started one is returned as it is, but for one whose device is lost:
 * that one is made anew.
 *
 * tfjs' own start of an asynchronous engine makes every tensor operation of the process throw until it has ended, also
 * those of models on other engines, and reports a failure only to the console. So the instance is made here, and
 * registered anew as one that is ready.
 */
export async function startEngine(engine: string): Promise<tf.KernelBackend> {
  // The user's own program may be starting it at this moment.
  if (tf.getBackend() === engine && !isStarted(engine)) await tf.ready();
  const running = tf.engine().registry[engine];
  if (running !== undefined && lossOf(running) === undefined) return running;
  if (running !== undefined) removeDead(engine);

  const entry = factories.get(engine) ?? tf.engine().registryFactory[engine];
  if (entry === undefined) throw new Error(`TensorFlow.js has no engine "${engine}"`);
  factories.set(engine, entry);
  const instance = await entry.factory();
  if (tf.engine().registryFactory[engine] !== undefined) tf.removeBackend(engine);
  tf.registerBackend(engine, () => instance, entry.priority);
  return tf.findBackend(engine);
}

function removeDead(engine: string): void {
  try {
    tf.removeBackend(engine);
  } catch {
    // It disposes of what it had on the device that is gone, which may fail; it is to be forgotten all the same.
    Reflect.deleteProperty(tf.engine().registry, engine);
    tf.removeBackend(engine);
  }
}
