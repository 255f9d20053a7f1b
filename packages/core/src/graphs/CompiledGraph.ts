import * as tf from '@tensorflow/tfjs';

/** Tensor work that the engine runs as one graph. It is compiled at the first run, if the engine has a graph compiler. */
export class CompiledGraph {
  readonly #createExamples: () => readonly [CapturedWork, CapturedWork?];
  /** Undefined before the first run, null if the engine cannot compile the work. */
  #executable: GraphExecutable | null | undefined;

  /** @param createExamples - see {@link GraphCompiler}; called once, in a `tf.tidy` */
  constructor(createExamples: () => readonly [CapturedWork, CapturedWork?]) {
    this.#createExamples = createExamples;
  }

  /**
   * Runs the graph on the engine in use, which has to be the same at each call. The outputs belong to the scope of the caller.
   * @param readInputs - called only if there is a graph, so that other engines create no tensors for it
   * @returns undefined if the engine cannot compile the work
   */
  run(readInputs: () => readonly tf.TensorInfo[]): tf.Tensor[] | undefined {
    if (this.#executable === undefined) {
      const compile = graphCompilers.get(tf.getBackend());
      this.#executable = null;
      if (compile !== undefined) tf.tidy(() => void (this.#executable = compile(...this.#createExamples()) ?? null));
    }
    return this.#executable?.run(readInputs());
  }

  dispose(): void {
    this.#executable?.dispose();
    this.#executable = null;
  }
}

/** A graph that an engine has compiled. */
export interface GraphExecutable {
  /** @returns the outputs, in the scope of the caller */
  run(inputs: readonly tf.TensorInfo[]): tf.Tensor[];
  dispose(): void;
}

/** Tensor work for a graph compiler. It runs the same kernels for all inputs of a shape. */
export interface CapturedWork {
  /** The tensors that each run of the graph replaces; all other tensors that the work reads become constants. */
  readonly inputs: readonly tf.TensorInfo[];
  /** @returns the outputs, each of them the output of a kernel */
  readonly work: () => readonly tf.TensorInfo[];
}

/** A graph for inputs of one size, from work on smaller ones: a network in training takes far less memory then while it is captured. */
interface ScaledWork {
  /** The work on inputs of a third size, to check that shapes grow as between the other two. */
  readonly check: CapturedWork;
  /** Length of the first axis of the first input of the graph. */
  readonly size: number;
}

/**
 * Compiles tensor work to a graph.
 * @param example - work on inputs of the shapes that the graph will take
 * @param another - the same work on inputs of other shapes; the graph then takes any length along the axes that differ
 * @param scaled - the graph takes inputs of one other size instead
 * @returns undefined if the engine cannot compile the work
 */
export type GraphCompiler = (
  example: CapturedWork,
  another?: CapturedWork,
  scaled?: ScaledWork,
) => GraphExecutable | undefined;

/** The graph compilers by engine name; an engine adds its own when it starts. */
export const graphCompilers = new Map<string, GraphCompiler>();
