import * as tf from '@tensorflow/tfjs';
import { FerError } from '../errors';

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
