import * as tf from '@tensorflow/tfjs';
import { interceptKernels, shareData, toTensor } from '../tfjs/kernels';

/** One call of a kernel, with its input and output tensors. */
export interface KernelCall {
  readonly name: string;
  /** Inputs by name; by index for a kernel that takes a list. */
  readonly inputs: readonly (readonly [name: string, tensor: tf.Tensor | undefined])[];
  readonly takesList: boolean;
  readonly attributes: tf.NamedAttrMap;
  readonly outputs: readonly tf.Tensor[];
}

/** The kernels that tensor work ran. */
export interface KernelCapture<Result> {
  /** The return value of the work. */
  readonly result: Result;
  /** In the order in which they ran. */
  readonly calls: readonly KernelCall[];
  /** By tensor id: the tensors that the work read and did not create, except inputs and variables. The caller disposes of them. */
  readonly constants: ReadonlyMap<number, tf.Tensor>;
}

/**
 * Runs tensor work and captures the kernels that it calls. A kernel that another kernel calls is not captured: replaying the caller
 * calls it again.
 * @param inputs - tensors that a replay replaces; they do not become constants, and neither do variables
 */
export function captureKernels<Result>(inputs: readonly tf.Tensor[], work: () => Result): KernelCapture<Result> {
  const calls: KernelCall[] = [];
  const constants = new Map<number, tf.Tensor>();
  const known = new Set(inputs.map(({ id }) => id));
  /** Clones that were made while the current kernel runs. */
  let clones: KernelCall[] | undefined;
  const createInterceptor: Parameters<typeof interceptKernels>[0] =
    (runKernel) =>
    (name, given, attributes = {}) => {
      if (clones !== undefined) {
        const made = runKernel(name, given, attributes);
        if (name === 'Identity') clones.push(describe(name, given, attributes, made));
        return made;
      }
      const call = describe(name, given, attributes, []);
      const read = call.inputs.map(([, tensor]) => tensor).filter((tensor) => tensor != undefined);
      for (const tensor of read) {
        if (tensor instanceof tf.Variable || known.has(tensor.id)) continue;
        known.add(tensor.id);
        constants.set(tensor.id, keepData(tensor));
      }
      clones = [];
      try {
        const made = runKernel(name, given, attributes);
        const outputs = [made].flat();
        // tfjs clones inputs and outputs of a kernel to save them for its gradient, and the gradient reads the clones.
        const saveable = new Set([...read, ...outputs]);
        const saved = clones.filter(({ inputs: [original] }) => saveable.has(original![1]!));
        calls.push({ ...call, outputs }, ...saved);
        for (const { id } of [...outputs, ...saved.flatMap((clone) => clone.outputs)]) known.add(id);
        return made;
      } finally {
        clones = undefined;
      }
    };
  try {
    return { result: interceptKernels(createInterceptor, work), calls, constants };
  } catch (error) {
    tf.dispose([...constants.values()]);
    throw error;
  }
}

const describe = (
  name: string,
  given: tf.NamedTensorMap,
  attributes: tf.NamedAttrMap,
  made: tf.Tensor | readonly tf.Tensor[],
): KernelCall => ({
  name,
  inputs: Object.entries(given),
  takesList: Array.isArray(given),
  attributes,
  outputs: [made].flat(),
});

/** Another tensor with the same data that outlives the scope. `tf.clone` would be captured, because it runs a kernel. */
function keepData(tensor: tf.Tensor): tf.Tensor {
  return tf.keep(toTensor(shareData(tf.backend(), tensor)));
}
