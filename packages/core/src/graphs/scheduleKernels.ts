import * as tf from '@tensorflow/tfjs';
import type { NormalizeBatchAttributes } from '../kernels/normalizeBatch';
import type { KernelCall, KernelCapture } from './captureKernels';

/** A tensor of a schedule: the slot that holds it, and its shape and type if they differ from those of the slot. */
export interface ScheduledTensor {
  readonly slot: number;
  readonly view: Pick<tf.TensorInfo, 'shape' | 'dtype'> | undefined;
}

/** One kernel of a schedule. */
export interface ScheduledKernel {
  readonly run: tf.KernelFunc;
  readonly inputs: readonly (readonly [name: string, tensor: ScheduledTensor | undefined])[];
  readonly takesList: boolean;
  readonly attributes: tf.NamedAttrMap;
  /** Slots. */
  readonly outputs: readonly number[];
  /** True if no kernel up to the last all-reduce needs its outputs: it can run while a worker waits in an all-reduce. */
  readonly deferrable: boolean;
}

/** Kernels in order, and the slots of their tensors. */
export interface KernelSchedule {
  readonly kernels: readonly ScheduledKernel[];
  /** Index of the kernel after the last all-reduce; all deferred kernels run before it. */
  readonly flushIndex: number;
  /** By slot: its variable or constant, or undefined for inputs and computed tensors. */
  readonly fixed: readonly (tf.Tensor | undefined)[];
  /** By slot: the number of reads, including one for an output of the schedule. */
  readonly readers: readonly number[];
  /** Slots of the inputs. */
  readonly inputs: readonly number[];
  /** Slots of the outputs. */
  readonly outputs: readonly number[];
}

/** Schedules captured kernels on the engine in use. Kernels that only rename or reshape a tensor are dropped. */
export function scheduleKernels(
  { calls, constants }: Omit<KernelCapture<unknown>, 'result'>,
  inputs: readonly tf.Tensor[],
  outputs: readonly tf.Tensor[],
): KernelSchedule {
  const fixed: (tf.Tensor | undefined)[] = [];
  const readers: number[] = [];
  const scheduled = new Map<number, ScheduledTensor>();
  const addSlot = (tensor: tf.Tensor, content?: tf.Tensor): number => {
    const slot = fixed.push(content) - 1;
    readers.push(0);
    scheduled.set(tensor.id, { slot, view: undefined });
    return slot;
  };
  const find = (tensor: tf.Tensor): ScheduledTensor => {
    if (!scheduled.has(tensor.id)) addSlot(tensor, constants.get(tensor.id) ?? tensor);
    return scheduled.get(tensor.id)!;
  };
  const read = (tensor: tf.Tensor): ScheduledTensor => {
    const found = find(tensor);
    readers[found.slot]!++;
    return found;
  };

  const inputSlots = inputs.map((tensor) => addSlot(tensor));
  const results = new Set(outputs.map(({ id }) => id));
  const kernels: Omit<ScheduledKernel, 'deferrable'>[] = [];
  for (const call of calls) {
    const [output] = call.outputs as [tf.Tensor];
    // Outputs of the schedule belong to the caller, so they cannot be views of other slots.
    if (isView(call) && !results.has(output.id)) {
      const { shape, dtype } = output;
      scheduled.set(output.id, { slot: find(call.inputs[0]![1]!).slot, view: { shape, dtype } });
      continue;
    }
    const { kernelFunc } = tf.getKernel(call.name, tf.getBackend());
    const { takesList, attributes } = call;
    kernels.push({
      run: kernelFunc,
      // An optional input that is left out can be null, in spite of its type.
      inputs: call.inputs.map(([name, tensor]) => [name, tensor == null ? undefined : read(tensor)]),
      takesList,
      attributes,
      outputs: call.outputs.map((made) => addSlot(made)),
    });
  }
  const outputSlots = outputs.map((tensor) => read(tensor).slot);
  const flushIndex = kernels.findLastIndex(hasAllReduce) + 1;
  return {
    kernels: markDeferrable(kernels, flushIndex),
    flushIndex,
    fixed,
    readers,
    inputs: inputSlots,
    outputs: outputSlots,
  };
}

/** True if the output of a kernel has the data of its input. */
function isView({ name, inputs, outputs }: KernelCall): boolean {
  const [input] = inputs.map(([, tensor]) => tensor);
  if (input == undefined || inputs.length > 1 || outputs.length > 1) return false;
  // tfjs-node's Identity returns new data, so it is recognised by name. Its Reshape stays a kernel: TensorFlow stores shapes with data.
  return name === 'Identity' || outputs[0]!.dataId === input.dataId;
}

/** True if the kernel contains an all-reduce. */
const hasAllReduce = ({ attributes }: Pick<ScheduledKernel, 'attributes'>): boolean =>
  (attributes as unknown as Partial<NormalizeBatchAttributes>).allReduce !== undefined;

/**
 * Marks the deferrable kernels: kernels before the last all-reduce whose outputs are read only after it, or by other deferrable
 * kernels. Backwards, so that the readers of a kernel are marked before it.
 */
function markDeferrable(
  kernels: readonly Omit<ScheduledKernel, 'deferrable'>[],
  flushIndex: number,
): ScheduledKernel[] {
  const needed = new Set<number>();
  return kernels
    .map((kernel, index) => ({ kernel, index }))
    .reverse()
    .map(({ kernel, index }) => {
      const deferrable =
        index < flushIndex && !hasAllReduce(kernel) && !kernel.outputs.some((slot) => needed.has(slot));
      if (index < flushIndex && !deferrable) {
        for (const [, tensor] of kernel.inputs) if (tensor !== undefined) needed.add(tensor.slot);
      }
      return { ...kernel, deferrable };
    })
    .reverse();
}
