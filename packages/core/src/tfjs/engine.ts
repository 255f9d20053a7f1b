import * as tf from '@tensorflow/tfjs';
import { FerError } from '../errors';
import { lossOf } from './engineHealth';

/** The part of tfjs' engine that its typings hide; read here alone. */
interface EngineSelection {
  backendName: string | null | undefined;
  backendInstance: tf.KernelBackend | null | undefined;
}

const selection = (): EngineSelection => tf.engine() as unknown as EngineSelection;

/** Whether tfjs holds a live instance of the engine, so that it can be made current without waiting. */
export const isStarted = (engine: string): boolean => tf.engine().registry[engine] !== undefined;

/**
 * Makes a started engine the current one of this process, at once. tfjs' `setBackend` is declared async, and switches
 * to a started engine before it first waits.
 *
 * @throws BACKEND_UNAVAILABLE where the engine was never started
 */
export function useEngine(engine: string): void {
  const instance = tf.engine().registry[engine];
  if (instance === undefined) {
    throw new FerError('BACKEND_UNAVAILABLE', {
      failed: `The tensor engine "${engine}" is not started in this process`,
      next: 'Call selectBackend first.',
      refused: [{ name: engine, reason: 'not started in this process' }],
    });
  }
  const current = selection();
  // Each switch sets up every kernel of the engine anew, so an unneeded one costs time.
  if (current.backendName === engine && current.backendInstance === instance) return;
  void tf.setBackend(engine);
}

/** Remembers which engine is current, and returns the function that makes it current again. */
export function rememberEngine(): () => void {
  const { backendName, backendInstance } = selection();
  return () => {
    // Where none was chosen yet, tfjs picks one at its first tensor; that choice must stay as open as it was.
    if (typeof backendName !== 'string') Object.assign(selection(), { backendName, backendInstance });
    else if (isStarted(backendName)) useEngine(backendName);
  };
}

/** Runs synchronous tensor work on a started engine, and leaves the current engine as it was. */
export function withEngine<T>(engine: string, work: () => T): T {
  const restore = rememberEngine();
  useEngine(engine);
  try {
    return work();
  } finally {
    restore();
  }
}

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

/**
 * Frees what a gradient that threw has left. tfjs keeps tensors of the forward for the backward and frees them at its
 * end; where it never gets there, `tidy` does not free them either. Does nothing within another gradient.
 */
export function releaseTape(): void {
  const { state } = tf.engine();
  if (state.gradientDepth > 0) return;
  // Typed as always there, and null outside of gradients.
  const tape = state.activeTape as typeof state.activeTape | null | undefined;
  for (const { saved } of tape ?? []) tf.dispose(saved);
  state.activeTape = [];
}
