import * as tf from '@tensorflow/tfjs';
import { toTensor } from '../tfjs/kernels';
import { type CapturedWork, graphCompilers, type GraphExecutable } from './CompiledGraph';
import { captureKernels } from './captureKernels';
import { type KernelSchedule, type ScheduledKernel, type ScheduledTensor, scheduleKernels } from './scheduleKernels';

/** The state of one replay. */
interface ReplayState {
  /** By slot: its current tensor. */
  readonly tensors: (tf.TensorInfo | undefined)[];
  /** By slot: the number of reads to come. */
  readonly readers: number[];
  /** Kernels that were deferred and have not run yet. */
  readonly deferred: ScheduledKernel[];
}

/**
 * A captured sequence of kernels that is replayed with new inputs. Replay skips tfjs' tape and bookkeeping: in a training step, tfjs
 * records every operation, clones each tensor that a gradient may need, and runs many kernels that only rename or reshape a tensor. If
 * the engine has a graph compiler, the kernels are compiled to a graph.
 *
 * Only for work that runs the same kernels for all inputs of a shape. A replay reads the current values of variables; all other tensors
 * from outside are constants.
 */
export class KernelReplay {
  readonly #schedule: KernelSchedule;
  /** By slot: true if a replay creates its tensor, and so disposes of it. */
  readonly #isComputed: readonly boolean[];
  readonly #constants: readonly tf.Tensor[];
  #executable: GraphExecutable | undefined;
  /** Of the replay that runs now. */
  #state: ReplayState | undefined;

  private constructor(schedule: KernelSchedule, constants: readonly tf.Tensor[]) {
    this.#schedule = schedule;
    this.#isComputed = schedule.fixed.map((tensor, slot) => tensor === undefined && !schedule.inputs.includes(slot));
    this.#constants = constants;
  }

  /**
   * Runs tensor work in tfjs and captures its kernels.
   * @param inputs - tensors that each replay replaces by others of the same shapes
   * @param outputsOf - selects the tensors that a replay returns, each of them the output of a kernel
   */
  static capture<Result>(
    inputs: readonly tf.Tensor[],
    work: () => Result,
    outputsOf: (result: Result) => readonly tf.Tensor[],
  ): { readonly result: Result; readonly replay: KernelReplay } {
    const { result, calls, constants } = captureKernels(inputs, work);
    const schedule = scheduleKernels({ calls, constants }, inputs, outputsOf(result));
    const replay = new KernelReplay(schedule, [...constants.values()]);
    try {
      replay.#compile(inputs);
    } catch (error) {
      replay.dispose();
      throw error;
    }
    return { result, replay };
  }

  /**
   * Captures tensor work on inputs of three small sizes, and compiles it for inputs of a larger one.
   * @param examples - each prepared when the one before has been captured
   * @param size - length of the first axis of the first input
   * @returns undefined if the engine has no graph compiler, or cannot scale the work
   */
  static compileScaled<Result>(
    examples: readonly (() => { readonly inputs: readonly tf.Tensor[]; readonly work: () => Result })[],
    size: number,
    outputsOf: (result: Result) => readonly tf.Tensor[],
  ): KernelReplay | undefined {
    const replays: KernelReplay[] = [];
    try {
      const works = examples.map((prepare): CapturedWork => {
        const { inputs, work } = prepare();
        const { result, calls, constants } = captureKernels(inputs, work);
        const schedule = scheduleKernels({ calls, constants }, inputs, outputsOf(result));
        const replay = new KernelReplay(schedule, [...constants.values()]);
        replays.push(replay);
        return { inputs: replay.#withVariables(inputs), work: () => replay.#runKernels(inputs) };
      });
      const [first, second, check] = works as [CapturedWork, CapturedWork, CapturedWork];
      const [replay] = replays as [KernelReplay];
      replay.#executable = graphCompilers.get(tf.getBackend())?.(first, second, { check, size });
      if (replay.#executable === undefined) return undefined;
      replays.shift();
      return replay;
    } finally {
      for (const replay of replays) replay.dispose();
    }
  }

  /** True if replays run a compiled graph, which may round differently from the captured run. */
  get isCompiled(): boolean {
    return this.#executable !== undefined;
  }

  /** Runs the kernels with these inputs. The outputs belong to the scope of the caller. */
  run(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    return this.#executable?.run(this.#withVariables(inputs)) ?? this.#runKernels(inputs);
  }

  /**
   * Runs one deferred kernel of the current replay. Data-parallel workers call it while they wait in an all-reduce.
   * @returns false if there was none
   */
  advance(): boolean {
    const state = this.#state;
    const kernel = state?.deferred.shift();
    if (kernel === undefined) return false;
    this.#runKernel(kernel, state!);
    return true;
  }

  dispose(): void {
    this.#executable?.dispose();
    tf.dispose([...this.#constants]);
  }

  #compile(inputs: readonly tf.Tensor[]): void {
    const compile = graphCompilers.get(tf.getBackend());
    this.#executable = compile?.({ inputs: this.#withVariables(inputs), work: () => this.#runKernels(inputs) });
  }

  #withVariables(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    return [...inputs, ...this.#schedule.fixed.filter((tensor) => tensor instanceof tf.Variable)];
  }

  #runKernels(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    const { kernels, flushIndex, fixed, readers, outputs } = this.#schedule;
    const state: ReplayState = { tensors: [...fixed], readers: [...readers], deferred: [] };
    this.#schedule.inputs.forEach((slot, index) => (state.tensors[slot] = inputs[index]));
    this.#state = state;
    try {
      kernels.forEach((kernel, index) => {
        if (index === flushIndex) while (this.advance());
        if (kernel.deferrable) state.deferred.push(kernel);
        else this.#runKernel(kernel, state);
      });
      return outputs.map((slot): tf.Tensor => {
        const tensor = state.tensors[slot]!;
        state.tensors[slot] = undefined;
        return toTensor(tensor);
      });
    } finally {
      this.#state = undefined;
      // A replay that threw leaves tensors.
      state.tensors.forEach((_, slot) => this.#disposeSlot(slot, state));
    }
  }

  #runKernel({ run, inputs, takesList, attributes, outputs }: ScheduledKernel, state: ReplayState): void {
    const given = inputs.map(([name, tensor]) => [name, tensor && readTensor(tensor, state)] as const);
    const made = run({
      inputs: (takesList ? given.map(([, tensor]) => tensor) : Object.fromEntries(given)) as tf.NamedTensorInfoMap,
      attrs: attributes,
      backend: tf.backend(),
    });
    [made].flat().forEach((tensor, index) => (state.tensors[outputs[index]!] = tensor));
    for (const [, tensor] of inputs) {
      if (tensor !== undefined) state.readers[tensor.slot]!--;
    }
    const touched = [...inputs.map(([, tensor]) => tensor?.slot), ...outputs];
    for (const slot of touched) if (slot !== undefined && state.readers[slot] === 0) this.#disposeSlot(slot, state);
  }

  #disposeSlot(slot: number, { tensors }: ReplayState): void {
    const tensor = tensors[slot];
    if (tensor === undefined || !this.#isComputed[slot]) return;
    tensors[slot] = undefined;
    if (tensor instanceof tf.Tensor) tensor.dispose();
    else tf.backend().disposeData(tensor.dataId);
  }
}

function readTensor({ slot, view }: ScheduledTensor, { tensors }: ReplayState): tf.TensorInfo {
  const tensor = tensors[slot]!;
  // Some kernels of tfjs-node need a tf.Tensor, so it is passed as it is where it can be.
  return view === undefined || matches(tensor, view) ? tensor : { dataId: tensor.dataId, ...view };
}

const matches = (tensor: tf.TensorInfo, { shape, dtype }: NonNullable<ScheduledTensor['view']>): boolean =>
  tensor.dtype === dtype && tf.util.arraysEqual(tensor.shape, shape);
