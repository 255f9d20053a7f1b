import * as tf from '@tensorflow/tfjs';
import { version } from '../../package.json';
import { FerError } from '../errors';
import { lossReasonOf } from './deviceLoss';

/** The fields of tfjs' engine that its typings hide. */
interface CurrentEngine {
  backendName: string | null | undefined;
  backendInstance: tf.KernelBackend | null | undefined;
}

const current = (): CurrentEngine => tf.engine() as unknown as CurrentEngine;

/** The instances of started engines, by the name under which they are registered. */
const instances = (): Readonly<Record<string, tf.KernelBackend | undefined>> => tf.engine().registry;

/** True if tfjs holds a live instance of the engine, so that it can be made current without waiting. */
export const isStarted = (engine: string): boolean => instances()[engine] !== undefined;

/** True if the engine was started and has lost its device since. */
export function isLost(engine: string): boolean {
  const instance = instances()[engine];
  return instance !== undefined && lossReasonOf(instance) !== undefined;
}

/**
 * Makes a started engine the current one of this process, at once. tfjs' `setBackend` is declared async, and switches
 * to a started engine before its first wait.
 *
 * @throws BACKEND_UNAVAILABLE if the engine was never started
 */
export function activateEngine(engine: string): void {
  const instance = instances()[engine];
  if (instance === undefined) {
    throw new FerError('BACKEND_UNAVAILABLE', {
      failed: `The tensor engine "${engine}" is not started in this process`,
      next: 'Call selectBackend first.',
      refused: [{ name: engine, reason: 'not started in this process' }],
    });
  }
  const { backendName, backendInstance } = current();
  const [kernel, gradient] = [tf.getKernel(STOCK, engine), tf.getGradient(STOCK)];
  const known = stock.get(engine);
  const isKnown = known?.kernel === kernel && known.gradient === gradient;
  // tfjs sets up all kernels of the engine again at each switch, so needless switches cost time.
  if (isKnown && backendName === engine && backendInstance === instance) return;
  void tf.setBackend(engine);
  if (isKnown) return;
  stock.set(engine, { kernel, gradient });
  nameVariablesApart();
  registrations.get(engine)?.();
}

/**
 * Registers ferkit's kernels and gradients for an engine, and again whenever another copy of tfjs in this process replaces the stock
 * ones. Copies of tfjs, as two bundles have them, share one engine object with all kernels and gradients: a copy that is loaded
 * registers its own, of which the kernels are not set up yet.
 * @param register - leaves what is registered
 */
export function keepRegistered(engine: string, register: () => void): void {
  registrations.set(engine, register);
  register();
}

const registrations = new Map<string, () => void>();

/** Every engine has this kernel and its gradient, and ferkit replaces them on none: those of another copy are told apart by them. */
const STOCK = 'Reshape';
const stock = new Map<string, { readonly kernel: tf.KernelConfig; readonly gradient: tf.GradConfig }>();

let isNamingApart = false;

/**
 * Lets networks of several copies of tfjs live on the engine object that they share. Each copy counts names of variables by itself, and
 * the engine refuses a name that is taken.
 */
function nameVariablesApart(): void {
  if (isNamingApart || !isOfAnotherCopy()) return;
  isNamingApart = true;
  const engine = tf.engine();
  const make = engine.makeVariable.bind(engine);
  engine.makeVariable = (value, trainable, name, dtype) => {
    const { registeredVariables } = engine.state;
    let free = name;
    for (let copy = 2; free !== undefined && registeredVariables[free] !== undefined; copy++) free = `${name}_${copy}`;
    return make(value, trainable, free, dtype);
  };
}

/** True if another copy of tfjs made the engine object, which then makes tensors of that copy's class. */
const isOfAnotherCopy = (): boolean => tf.tidy(() => tf.scalar(0).constructor !== tf.Tensor);

/** Remembers the current engine, and returns a function that makes it current again. */
export function rememberEngine(): () => void {
  const { backendName, backendInstance } = current();
  return () => {
    // Before any choice, tfjs picks an engine at its first tensor; that choice must stay open.
    if (typeof backendName !== 'string') Object.assign(current(), { backendName, backendInstance });
    else if (isStarted(backendName)) activateEngine(backendName);
  };
}

/** Runs synchronous work, and then makes the previously current engine current again. */
export function restoringEngine<Result>(work: () => Result): Result {
  const restore = rememberEngine();
  try {
    return work();
  } finally {
    restore();
  }
}

/** The factories that tfjs' packages registered, kept to replace an engine whose device is lost. */
const factories = new Map<
  string,
  { readonly factory: () => tf.KernelBackend | Promise<tf.KernelBackend>; readonly priority: number }
>();

/**
 * Starts an engine that is registered with tfjs, and returns its instance. A started engine is returned as it is, unless its device
 * is lost: then a new instance replaces it.
 *
 * While tfjs itself starts an asynchronous engine, every tensor operation of the process throws, also on other engines, and a
 * failure is reported only on the console. So the instance is created here, and registered again as one that is ready.
 * @throws BACKEND_UNAVAILABLE if another version of ferkit uses the engines of this process
 */
export async function startEngine(engine: string): Promise<tf.KernelBackend> {
  shared()[VERSION] ??= version;
  assertOneVersion([engine]);
  // The user's own program may be starting it at this moment.
  if (tf.getBackend() === engine && !isStarted(engine)) await tf.ready();
  if (isLost(engine)) removeLost(engine);
  const running = instances()[engine];
  if (running !== undefined) return running;

  const { registryFactory } = tf.engine();
  const entry = factories.get(engine) ?? registryFactory[engine];
  if (entry === undefined) throw new Error(`TensorFlow.js has no engine "${engine}"`);
  factories.set(engine, entry);
  const instance = await entry.factory();
  if (registryFactory[engine] !== undefined) tf.removeBackend(engine);
  tf.registerBackend(engine, () => instance, entry.priority);
  return tf.findBackend(engine);
}

/** The property of tfjs' engine object in which the first copy of ferkit leaves its version. */
const VERSION = Symbol.for('@ferkit/core');

const shared = (): Record<symbol, string | undefined> => tf.engine() as unknown as Record<symbol, string | undefined>;

/**
 * Copies of one version may share engines, since their kernels agree.
 * @param names - the engines or backends that are about to be started
 * @throws BACKEND_UNAVAILABLE if another version of ferkit uses the engines of this process
 */
export function assertOneVersion(names: readonly string[]): void {
  const first = shared()[VERSION] ?? version;
  if (first === version) return;
  const failed = `@ferkit/core ${version} cannot share the engines of this process with @ferkit/core ${first}`;
  throw new FerError('BACKEND_UNAVAILABLE', {
    failed,
    next: 'Build all bundles with one version, or leave @ferkit/core and @tensorflow/tfjs out of them, and install them once.',
    refused: names.map((name) => ({ name, reason: failed })),
  });
}

function removeLost(engine: string): void {
  try {
    tf.removeBackend(engine);
  } catch {
    // Disposing of the instance may fail on a lost device, and tfjs must still drop it.
    Reflect.deleteProperty(instances(), engine);
    tf.removeBackend(engine);
  }
}
