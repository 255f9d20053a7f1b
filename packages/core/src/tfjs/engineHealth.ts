import type * as tf from '@tensorflow/tfjs';
import type { BackendInfo } from '../backends/BackendProvider';
import { FerError } from '../errors';

/** Whether an engine's device still works. */
export interface EngineHealth {
  /** Why the device is lost, as far as that is known at this moment. */
  readonly lossReason: () => string | undefined;
  /** Settles with the reason when the device is lost; where only {@link EngineHealth.lossReason} can tell, never. */
  readonly lost: Promise<string>;
}

const healths = new WeakMap<tf.KernelBackend, EngineHealth>();
const enginesOf = new WeakMap<Pick<BackendInfo, 'name'>, tf.KernelBackend>();

/** Remembers how to tell whether an engine's device is lost. Engines without a device of their own need no watch. */
export function watchEngine(engine: tf.KernelBackend, health: EngineHealth): void {
  if (!healths.has(engine)) healths.set(engine, health);
}

/** Remembers which engine a selected backend stands for: another of the same name may take its place. */
export function bindEngine(info: BackendInfo, engine: tf.KernelBackend): void {
  enginesOf.set(info, engine);
}

/** Why an engine's device is lost, or undefined where it works. */
export const lossOf = (engine: tf.KernelBackend): string | undefined => healths.get(engine)?.lossReason();

/** Why the device of a selected backend is lost, or undefined where it works. */
export function lossOfBackend(info: Pick<BackendInfo, 'name'>): string | undefined {
  const engine = enginesOf.get(info);
  return engine === undefined ? undefined : lossOf(engine);
}

/** @throws BACKEND_LOST */
export function assertNotLost(info: Pick<BackendInfo, 'name'>): void {
  const reason = lossOfBackend(info);
  if (reason !== undefined) throw backendLost(info, reason);
}

/**
 * Waits for work on a backend, no longer than its device lives.
 * @throws BACKEND_LOST, OUT_OF_MEMORY, and whatever the work throws
 */
export async function untilLost<T>(info: Pick<BackendInfo, 'name'>, work: () => Promise<T>): Promise<T> {
  const engine = enginesOf.get(info);
  const health = engine === undefined ? undefined : healths.get(engine);
  try {
    const loss = health?.lost.then((reason): never => {
      throw backendLost(info, reason);
    });
    const result = await (loss === undefined ? work() : Promise.race([work(), loss]));
    // WebGL reads zeros from a lost context without a word.
    assertNotLost(info);
    return result;
  } catch (error) {
    throw await toEngineError(info, error);
  }
}

/** The typed error that stands behind what an engine threw; other errors as they are. */
export async function toEngineError(info: Pick<BackendInfo, 'name'>, error: unknown): Promise<unknown> {
  if (error instanceof FerError) return error;
  // What breaks when a device goes is often heard of before the loss itself.
  await new Promise((resolve) => setTimeout(resolve));
  const reason = lossOfBackend(info);
  if (reason !== undefined) return backendLost(info, reason, error);
  return isOutOfMemory(error) ? outOfMemory(info, error) : error;
}

const OUT_OF_MEMORY =
  /out of memory|OOM|cannot enlarge memory|allocation failed|could not allocate|unable to create webgltexture|resource_exhausted/i;

const isOutOfMemory = (error: unknown): error is Error =>
  error instanceof Error && OUT_OF_MEMORY.test(`${error.name} ${error.message}`);

function backendLost({ name }: Pick<BackendInfo, 'name'>, reason: string, cause?: unknown): FerError {
  const details = {
    name,
    failed: `The device of backend "${name}" is lost`,
    received: reason,
    next: 'Create the classifier or load the model again; it gets a new device.',
  };
  return new FerError('BACKEND_LOST', details, cause === undefined ? undefined : { cause });
}

function outOfMemory({ name }: Pick<BackendInfo, 'name'>, cause: Error): FerError {
  const details = {
    name,
    failed: `Backend "${name}" has no more memory`,
    received: cause.message,
    next: 'Use a smaller batchSize, or dispose of models that are not needed.',
  };
  return new FerError('OUT_OF_MEMORY', details, { cause });
}
