import * as tf from '@tensorflow/tfjs';
import { interceptKernels, shareData, toTensor } from '../tfjs/kernels';

/** One kernel that ran, with the tensors that it was given and gave. */
export interface KernelCall {
  readonly name: string;
  /** Kernels that take a list number its tensors. */
  readonly inputs: readonly (readonly [name: string, tensor: tf.Tensor | undefined])[];
  readonly takesList: boolean;
  readonly attributes: tf.NamedAttrMap;
  readonly outputs: readonly tf.Tensor[];
}

/** Tensor work as it was written down. */
export interface KernelRecording<Result> {
  readonly result: Result;
  readonly calls: readonly KernelCall[];
  /** By the id of a tensor that was made outside of any kernel: its numbers, kept for the caller to dispose. */
  readonly constants: ReadonlyMap<number, tf.Tensor>;
}

/**
 * Runs something and writes down the kernels that it has the engine run, in their order. Kernels that another one uses are part of
 * that one.
 * @param inputs - what no constant is made of; nor is one of variables
 */
export function recordKernels<Result>(inputs: readonly tf.Tensor[], work: () => Result): KernelRecording<Result> {
  const calls: KernelCall[] = [];
  const constants = new Map<number, tf.Tensor>();
  const known = new Set(inputs.map(({ id }) => id));
  /** Copies that were made while the kernel under way ran. */
  let within: KernelCall[] | undefined;
  const createRecorder: Parameters<typeof interceptKernels>[0] =
    (runKernel) =>
    (name, given, attributes = {}) => {
      if (within !== undefined) {
        const made = runKernel(name, given, attributes);
        if (name === 'Identity') within.push(describe(name, given, attributes, made));
        return made;
      }
      const call = describe(name, given, attributes, []);
      const read = call.inputs.map(([, tensor]) => tensor).filter((tensor) => tensor != undefined);
      for (const tensor of read) {
        if (tensor instanceof tf.Variable || known.has(tensor.id)) continue;
        known.add(tensor.id);
        constants.set(tensor.id, hold(tensor));
      }
      within = [];
      try {
        const made = runKernel(name, given, attributes);
        const outputs = [made].flat();
        // For the gradients, tfjs keeps copies of what goes in and comes out.
        const ends = new Set([...read, ...outputs]);
        const saved = within.filter(({ inputs: [original] }) => ends.has(original![1]!));
        calls.push({ ...call, outputs }, ...saved);
        for (const { id } of [...outputs, ...saved.flatMap((copy) => copy.outputs)]) known.add(id);
        return made;
      } finally {
        within = undefined;
      }
    };
  try {
    return { result: interceptKernels(createRecorder, work), calls, constants };
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

/** One more tensor of the same data, which outlives the scope; unlike a clone no kernel makes it. */
function hold(tensor: tf.Tensor): tf.Tensor {
  return tf.keep(toTensor(shareData(tf.backend(), tensor)));
}
