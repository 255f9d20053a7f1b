import * as tf from '@tensorflow/tfjs';

/** True if an engine has a kernel of this name. */
export const hasKernel = (kernelName: string, engine = tf.getBackend()): boolean =>
  (tf.getKernel(kernelName, engine) as tf.KernelConfig | undefined) !== undefined;

/**
 * Runs a kernel on the current engine, as tfjs' own operations do: on the tape, and with its outputs in the scope of `tf.tidy`.
 * @returns its outputs, also if there is only one
 */
export function runKernel(
  kernelName: string,
  inputs: Readonly<Record<string, tf.Tensor | readonly tf.Tensor[] | undefined>>,
  attributes: object = {},
): tf.Tensor[] {
  return [
    tf
      .engine()
      .runKernel<tf.Tensor | tf.Tensor[]>(kernelName, inputs as tf.NamedTensorMap, attributes as tf.NamedAttrMap),
  ].flat();
}

/** Runs a kernel by its name; inputs that an operation left out are null or undefined. */
type RunKernel = (name: string, inputs: tf.NamedTensorMap, attributes?: tf.NamedAttrMap) => tf.Tensor | tf.Tensor[];

/**
 * Passes every kernel that the work runs to an interceptor, including kernels that other kernels run. All operations and gradients
 * of tfjs run their kernels through the method `runKernel` of its only engine object, which is replaced meanwhile.
 * @param createInterceptor - receives the original method
 */
export function interceptKernels<Result>(
  createInterceptor: (runKernel: RunKernel) => RunKernel,
  work: () => Result,
): Result {
  const engine = tf.engine();
  engine.runKernel = createInterceptor(engine.runKernel.bind(engine)) as typeof engine.runKernel;
  try {
    return work();
  } finally {
    // The replacement is an own property; without it the method of the class applies again.
    delete (engine as Partial<typeof engine>).runKernel;
  }
}

const ownKernels = new WeakSet<tf.KernelConfig>();

/** True if the kernel of this name is one that {@link replaceKernel} of this copy of ferkit has registered. */
export const hasOwnKernel = (kernelName: string, engine: string): boolean =>
  hasKernel(kernelName, engine) && ownKernels.has(tf.getKernel(kernelName, engine));

/**
 * Registers a kernel for an engine, in place of the stock kernel if there is one.
 * @param kernel - also receives the stock kernel, to fall back on
 */
export function replaceKernel(
  backendName: string,
  kernelName: string,
  kernel: (call: Parameters<tf.KernelFunc>[0], stock: tf.KernelConfig) => ReturnType<tf.KernelFunc>,
): void {
  const stock = tf.getKernel(kernelName, backendName) as tf.KernelConfig | undefined;
  if (stock !== undefined) tf.unregisterKernel(kernelName, backendName);
  const own: tf.KernelConfig = {
    // Keeps the set-up function of the stock kernel, which tfjs runs again for each new instance of the backend.
    ...stock,
    kernelName,
    backendName,
    kernelFunc: (call) => kernel(call, stock!),
  };
  ownKernels.add(own);
  tf.registerKernel(own);
}

/** The engines whose gradients a registered gradient has. */
const enginesOfGradient = new WeakMap<tf.GradConfig, readonly string[]>();

type GradientFunction = tf.GradConfig['gradFunc'];

/**
 * Replaces the gradient function of a kernel on one engine. The original is still used on other engines, and for gradients of
 * gradients: the replacement calls kernels that have no gradient of their own. Does nothing if it is replaced already.
 */
export function replaceGradient(engine: string, kernelName: string, gradient: GradientFunction): void {
  const original = tf.getGradient(kernelName) as tf.GradConfig | undefined;
  if (original === undefined) return;
  const engines = enginesOfGradient.get(original) ?? [];
  if (engines.includes(engine)) return;
  const gradFunc: GradientFunction = (dy, saved, attributes) => {
    const isReplaced = tf.getBackend() === engine && !tf.engine().isTapeOn();
    return (isReplaced ? gradient : original.gradFunc)(dy, saved, attributes);
  };
  const replaced = { ...original, gradFunc };
  enginesOfGradient.set(replaced, [...engines, engine]);
  tf.registerGradient(replaced);
}

/** Describes a second tensor with the same data: adds a reference instead of copying. */
export function shareData(
  backend: Pick<tf.KernelBackend, 'incRef'>,
  { dataId, shape, dtype }: tf.TensorInfo,
): tf.TensorInfo {
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}

/** The output of a kernel as a tensor of the current scope, which takes over its reference to the data. */
export const toTensor = (info: tf.TensorInfo): tf.Tensor =>
  (info instanceof tf.Tensor ? info : tf.engine().makeTensorFromTensorInfo(info)) as tf.Tensor;
