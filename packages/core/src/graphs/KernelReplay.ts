import * as tf from '@tensorflow/tfjs';
import { graphCompilers, type GraphExecutable } from './CompiledGraph';
import { toTensor } from '../tfjs/kernels';
import { recordKernels } from './recordKernels';
import { type KernelSchedule, scheduleKernels, type PlannedKernel, type PlannedTensor } from './scheduleKernels';

/** A plan under way. */
interface Run {
  /** What is in each slot. */
  readonly tensors: (tf.TensorInfo | undefined)[];
  /** How many are still to read it. */
  readonly readers: number[];
  readonly waiting: PlannedKernel[];
}

/**
 * Tensor work that was recorded once and is done again with other inputs: the same kernels in the same order, without what tfjs
 * does around them. In a step of training, tfjs records every operation on a tape, with a copy of each tensor that its gradient may
 * need, and the next step makes all of that anew; and most of the kernels only give a tensor another name or shape. An engine that
 * can make a program of the kernels does.
 *
 * It is right only for work that runs the same kernels whatever the numbers are. Variables are read when it runs; all other tensors
 * from outside are constants to it.
 */
export class KernelReplay {
  readonly #schedule: KernelSchedule;
  /** By slot: whether what is in it is this plan's to dispose of. */
  readonly #isOwn: readonly boolean[];
  readonly #constants: readonly tf.Tensor[];
  #program: GraphExecutable | undefined;
  #run: Run | undefined;

  private constructor(schedule: KernelSchedule, constants: readonly tf.Tensor[]) {
    this.#schedule = schedule;
    this.#isOwn = schedule.fixed.map((tensor, slot) => tensor === undefined && !schedule.inputs.includes(slot));
    this.#constants = constants;
  }

  /**
   * Does the work as tfjs does, and plans to do it again.
   * @param inputs - what will be others of the same shapes when it is done again
   * @param outputsOf - the tensors that the work returns; all of them made by its kernels
   */
  static record<Result>(
    inputs: readonly tf.Tensor[],
    work: () => Result,
    outputsOf: (result: Result) => readonly tf.Tensor[],
  ): { readonly result: Result; readonly plan: KernelReplay } {
    const { result, calls, constants } = recordKernels(inputs, work);
    const schedule = scheduleKernels({ calls, constants }, inputs, outputsOf(result));
    const plan = new KernelReplay(schedule, [...constants.values()]);
    try {
      plan.#compile(inputs);
    } catch (error) {
      plan.dispose();
      throw error;
    }
    return { result, plan };
  }

  /** Whether the engine does the work as a whole: it may round otherwise than when it does it as tfjs asks for it. */
  get isCompiled(): boolean {
    return this.#program !== undefined;
  }

  /** Does the work with these inputs. The outputs belong to the scope of the caller. */
  run(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    return this.#program?.run(this.#withVariables(inputs)) ?? this.#runKernels(inputs);
  }

  /**
   * Does a little of what can wait, in the run under way: those who share a batch do while they wait for each other.
   * @returns whether there was something to do
   */
  advance(): boolean {
    const run = this.#run;
    const kernel = run?.waiting.shift();
    if (kernel === undefined) return false;
    this.#take(kernel, run!);
    return true;
  }

  dispose(): void {
    this.#program?.dispose();
    tf.dispose([...this.#constants]);
  }

  #compile(inputs: readonly tf.Tensor[]): void {
    const compile = graphCompilers.get(tf.getBackend());
    this.#program = compile?.({ inputs: this.#withVariables(inputs), work: () => this.#runKernels(inputs) });
  }

  #withVariables(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    return [...inputs, ...this.#schedule.fixed.filter((tensor) => tensor instanceof tf.Variable)];
  }

  #runKernels(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    const { kernels, settleBefore, fixed, readers, outputs } = this.#schedule;
    const run: Run = { tensors: [...fixed], readers: [...readers], waiting: [] };
    this.#schedule.inputs.forEach((slot, index) => (run.tensors[slot] = inputs[index]));
    this.#run = run;
    try {
      kernels.forEach((kernel, index) => {
        if (index === settleBefore) while (this.advance());
        if (kernel.canWait) run.waiting.push(kernel);
        else this.#take(kernel, run);
      });
      return outputs.map((slot): tf.Tensor => {
        const tensor = run.tensors[slot]!;
        run.tensors[slot] = undefined;
        // TensorFlow's kernels make tensors themselves.
        return toTensor(tensor);
      });
    } finally {
      this.#run = undefined;
      // Of a run that threw.
      run.tensors.forEach((_, slot) => this.#dispose(slot, run));
    }
  }

  #take({ run: kernel, inputs, takesList, attributes, outputs }: PlannedKernel, run: Run): void {
    const given = inputs.map(([name, tensor]) => [name, tensor && see(tensor, run)] as const);
    const made = kernel({
      inputs: (takesList ? given.map(([, tensor]) => tensor) : Object.fromEntries(given)) as tf.NamedTensorInfoMap,
      attrs: attributes,
      backend: tf.backend(),
    });
    [made].flat().forEach((tensor, index) => (run.tensors[outputs[index]!] = tensor));
    for (const [, tensor] of inputs) {
      if (tensor !== undefined) run.readers[tensor.slot]!--;
    }
    const touched = [...inputs.map(([, tensor]) => tensor?.slot), ...outputs];
    for (const slot of touched) if (slot !== undefined && run.readers[slot] === 0) this.#dispose(slot, run);
  }

  #dispose(slot: number, { tensors }: Run): void {
    const tensor = tensors[slot];
    if (tensor === undefined || !this.#isOwn[slot]) return;
    tensors[slot] = undefined;
    if (tensor instanceof tf.Tensor) tensor.dispose();
    else tf.backend().disposeData(tensor.dataId);
  }
}

function see({ slot, view }: PlannedTensor, { tensors }: Run): tf.TensorInfo {
  const tensor = tensors[slot]!;
  return view === undefined || isSeenSo(tensor, view) ? tensor : { dataId: tensor.dataId, ...view };
}

/** Some kernels need a tensor itself: so where nothing but the name is another, it is given. */
const isSeenSo = (tensor: tf.TensorInfo, { shape, dtype }: NonNullable<PlannedTensor['view']>): boolean =>
  tensor.dtype === dtype && tf.util.arraysEqual(tensor.shape, shape);
