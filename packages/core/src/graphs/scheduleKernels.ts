import * as tf from '@tensorflow/tfjs';
import type { NormalizeBatchAttributes } from '../kernels/normalizeBatch';
import type { KernelCall, KernelRecording } from './recordKernels';

/** A tensor within a plan: the slot that it is in, and its shape where it is seen in another one. */
export interface PlannedTensor {
  readonly slot: number;
  readonly view: Pick<tf.TensorInfo, 'shape' | 'dtype'> | undefined;
}

/** A kernel that a plan runs. */
export interface PlannedKernel {
  readonly run: tf.KernelFunc;
  readonly inputs: readonly (readonly [name: string, tensor: PlannedTensor | undefined])[];
  readonly takesList: boolean;
  readonly attributes: tf.NamedAttrMap;
  /** Slots. */
  readonly outputs: readonly number[];
  /** Whether nothing needs it before the peers of a batch have met for the last time. */
  readonly canWait: boolean;
}

/** Kernels in their order, and where their tensors are. */
export interface KernelSchedule {
  readonly kernels: readonly PlannedKernel[];
  /** The first kernel that what can wait has to be done for. */
  readonly settleBefore: number;
  /** By slot: the tensor that is in it from the beginning, a variable or a constant. */
  readonly fixed: readonly (tf.Tensor | undefined)[];
  /** By slot: how many read it, an output of the plan once more. */
  readonly readers: readonly number[];
  /** Slots. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** Plans what was recorded on the engine in use: without the kernels that only give a tensor another name or shape. */
export function scheduleKernels(
  { calls, constants }: Omit<KernelRecording<unknown>, 'result'>,
  inputs: readonly tf.Tensor[],
  outputs: readonly tf.Tensor[],
): KernelSchedule {
  const fixed: (tf.Tensor | undefined)[] = [];
  const readers: number[] = [];
  const planned = new Map<number, PlannedTensor>();
  const place = (tensor: tf.Tensor, content?: tf.Tensor): number => {
    const slot = fixed.push(content) - 1;
    readers.push(0);
    planned.set(tensor.id, { slot, view: undefined });
    return slot;
  };
  const find = (tensor: tf.Tensor): PlannedTensor => {
    if (!planned.has(tensor.id)) place(tensor, constants.get(tensor.id) ?? tensor);
    return planned.get(tensor.id)!;
  };
  const read = (tensor: tf.Tensor): PlannedTensor => {
    const found = find(tensor);
    readers[found.slot]!++;
    return found;
  };

  const inputSlots = inputs.map((tensor) => place(tensor));
  const results = new Set(outputs.map(({ id }) => id));
  const kernels: Omit<PlannedKernel, 'canWait'>[] = [];
  for (const call of calls) {
    const [output] = call.outputs as [tf.Tensor];
    // The outputs have to be tensors of their own.
    if (isRenaming(call) && !results.has(output.id)) {
      const { shape, dtype } = output;
      planned.set(output.id, { slot: find(call.inputs[0]![1]!).slot, view: { shape, dtype } });
      continue;
    }
    const { kernelFunc } = tf.getKernel(call.name, tf.getBackend());
    const { takesList, attributes } = call;
    kernels.push({
      run: kernelFunc,
      // Typed as always there, null where an operation left it out.
      inputs: call.inputs.map(([name, tensor]) => [name, tensor == null ? undefined : read(tensor)]),
      takesList,
      attributes,
      outputs: call.outputs.map((made) => place(made)),
    });
  }
  const outputSlots = outputs.map((tensor) => read(tensor).slot);
  const settleBefore = kernels.findLastIndex(isMeeting) + 1;
  return {
    kernels: markWaiting(kernels, settleBefore),
    settleBefore,
    fixed,
    readers,
    inputs: inputSlots,
    outputs: outputSlots,
  };
}

/** Whether the output of a kernel is its input, as far as the numbers and where they are go. */
function isRenaming({ name, inputs, outputs }: KernelCall): boolean {
  const [input] = inputs.map(([, tensor]) => tensor);
  if (input == undefined || inputs.length > 1 || outputs.length > 1) return false;
  // TensorFlow copies for this one, and has shapes within its own tensors.
  return name === 'Identity' || outputs[0]!.dataId === input.dataId;
}

/** Whether members of a team wait for each other in a kernel. */
const isMeeting = ({ attributes }: Pick<PlannedKernel, 'attributes'>): boolean =>
  (attributes as unknown as Partial<NormalizeBatchAttributes>).allReduce !== undefined;

/** What can wait is what only that reads which can wait itself, or comes after the last meeting. */
function markWaiting(kernels: readonly Omit<PlannedKernel, 'canWait'>[], settleBefore: number): PlannedKernel[] {
  const needed = new Set<number>();
  return kernels
    .map((kernel, index) => ({ kernel, index }))
    .reverse()
    .map(({ kernel, index }) => {
      const canWait = index < settleBefore && !isMeeting(kernel) && !kernel.outputs.some((slot) => needed.has(slot));
      if (index < settleBefore && !canWait) {
        for (const [, tensor] of kernel.inputs) if (tensor !== undefined) needed.add(tensor.slot);
      }
      return { ...kernel, canWait };
    })
    .reverse();
}
