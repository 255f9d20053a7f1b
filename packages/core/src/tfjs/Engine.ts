import * as tf from '@tensorflow/tfjs';
import { FerError } from '../errors';
import { lossOf, lossReasonOf } from './deviceLoss';
import { activateEngine } from './engineRegistry';

/**
 * A tensor engine that was started in this process. Owners of tensors hold the engine of their tensors. tfjs has one current engine
 * per process, and another model may have switched it, so all tensor work goes through the methods of the held engine.
 */
export class Engine {
  /** The name of its backend, for messages: "cuda". */
  readonly name: string;
  /** The name under which tfjs registers it: "tensorflow". */
  readonly #registered: string;
  /** A lost device is replaced by another instance of the same name, which holds none of the tensors of this one. */
  readonly #instance: tf.KernelBackend;

  /**
   * @param name - of the backend
   * @param registered - the name under which tfjs registers the engine, which must be started
   */
  constructor(name: string, registered: string) {
    this.name = name;
    this.#registered = registered;
    this.#instance = tf.findBackend(registered);
  }

  /** True once the device is lost; tensors on it are gone. */
  get isLost(): boolean {
    return lossReasonOf(this.#instance) !== undefined;
  }

  /**
   * Makes this engine current, at once: for synchronous work whose tensors must outlive it, such as building a network. Use
   * {@link Engine.run} for everything else.
   * @throws BACKEND_LOST, BACKEND_UNAVAILABLE
   */
  use(): void {
    this.#assertNotLost();
    activateEngine(this.#registered);
  }

  /**
   * Runs synchronous tensor work on this engine, tidies as `tf.tidy` does, and releases the tape if the work throws.
   * @returns the result; tensors in it are the caller's to dispose of
   * @throws BACKEND_LOST, and whatever the work throws
   */
  run<Result extends tf.TensorContainer>(work: () => Result): Result {
    this.use();
    try {
      return tf.tidy(work);
    } catch (error) {
      releaseTape();
      throw error;
    }
  }

  /**
   * Runs asynchronous work on this engine, and stops waiting for it when the device is lost. The work begins at once, with this engine
   * current up to its first `await`; after that it calls {@link Engine.run} or {@link Engine.use} before its next tensor work.
   * @throws BACKEND_LOST, OUT_OF_MEMORY, and whatever the work throws
   */
  async runAsync<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      this.use();
      const loss = lossOf(this.#instance)?.then((reason): never => {
        throw this.#lostError(reason);
      });
      const result = await (loss === undefined ? work() : Promise.race([work(), loss]));
      // WebGL reads zeros from a lost context without an error.
      this.#assertNotLost();
      return result;
    } catch (error) {
      throw await this.toError(error);
    }
  }

  /** Frees networks and tensors of this engine. On a lost device the memory is gone already, but tfjs must still drop its records. */
  free(dispose: () => void): void {
    if (!this.isLost) this.use();
    dispose();
    clearTopologicalSortCache();
  }

  /** The typed error behind an error that this engine threw: BACKEND_LOST or OUT_OF_MEMORY. Other errors come back as they are. */
  async toError(error: unknown): Promise<unknown> {
    if (error instanceof FerError) return error;
    // The first errors of a lost device often come before the loss is reported.
    await new Promise((resolve) => setTimeout(resolve));
    const reason = lossReasonOf(this.#instance);
    if (reason !== undefined) return this.#lostError(reason, error);
    return isOutOfMemory(error) ? outOfMemory(this.name, error) : error;
  }

  #assertNotLost(): void {
    const reason = lossReasonOf(this.#instance);
    if (reason !== undefined) throw this.#lostError(reason);
  }

  #lostError(reason: string, cause?: unknown): FerError {
    const { name } = this;
    const details = {
      name,
      failed: `The device of backend "${name}" is lost`,
      received: reason,
      next: 'Create the classifier or load the model again; it gets a new device.',
    };
    return new FerError('BACKEND_LOST', details, cause === undefined ? undefined : { cause });
  }
}

/**
 * Frees the tensors that a failed gradient left behind. tfjs keeps tensors of the forward pass for the backward pass and frees them
 * at its end; if it never gets there, `tf.tidy` does not free them either. Does nothing within another gradient.
 */
function releaseTape(): void {
  const { state } = tf.engine();
  if (state.gradientDepth > 0) return;
  // Typed as always present, and null outside of gradients.
  const tape = state.activeTape as typeof state.activeTape | null | undefined;
  for (const { saved } of tape ?? []) tf.dispose(saved);
  state.activeTape = [];
}

const OUT_OF_MEMORY =
  /out of memory|\bOOM\b|cannot enlarge memory|allocation failed|could not allocate|unable to create webgltexture|resource_exhausted/i;

const isOutOfMemory = (error: unknown): error is Error =>
  error instanceof Error && OUT_OF_MEMORY.test(`${error.name} ${error.message}`);

function outOfMemory(name: string, cause: Error): FerError {
  const details = {
    name,
    failed: `Backend "${name}" has no more memory`,
    received: cause.message,
    next: 'Use a smaller batchSize, or dispose of models that are not needed.',
  };
  return new FerError('OUT_OF_MEMORY', details, { cause });
}

const SORT_CACHE = 'TOPOLOGICAL_SORT_CACHE_MAX_ENTRIES';

/**
 * Clears the cache in which tfjs keeps the sorted layers of the last hundred networks, and with them the layers of disposed networks.
 * A network that is still used is sorted again at its next batch.
 */
function clearTopologicalSortCache(): void {
  const most = tf.env().getNumber(SORT_CACHE);
  tf.env().set(SORT_CACHE, 0);
  tf.env().set(SORT_CACHE, most);
}
