import * as tf from '@tensorflow/tfjs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { currentTensorFlowBackend, type TensorFlowBackend } from '../../tfjs/TensorFlowBackend';
import type { GraphCompiler, CapturedWork, GraphExecutable } from '../CompiledGraph';
import { generalizeShapes, type TracedExample, traceOperations } from './traceOperations';
import { type GraphInput, SAVED_MODEL_TAG, writeSavedModel } from './writeSavedModel';

/**
 * Makes a graph of TensorFlow's own: it runs operations that do not wait for each other at the same time, joins some into one, and
 * asks nothing of JavaScript between them. On a GPU no graph is made: it would have each input copied from the GPU to memory and back.
 */
export const compileSavedModel: GraphCompiler = (example, another) => {
  const backend = currentTensorFlowBackend();
  if (backend.isUsingGpuDevice || !haveDataOfTheirOwn(example)) return undefined;
  let program: GraphExecutable | undefined;
  tf.tidy(() => {
    const traced = [example, ...(another === undefined ? [] : [another])].map(({ inputs, work }): TracedExample => ({
      ...traceOperations(backend, inputs, work),
      inputs: inputs.map(({ dataId }) => dataId),
    }));
    const [first, second] = traced as [TracedExample, TracedExample?];
    const trace = second === undefined ? first : generalizeShapes(first, second);
    if (trace === undefined || traced.some(({ looksAtNumbers }) => looksAtNumbers)) return;
    const inputs = example.inputs.map(({ dataId, shape }, index): GraphInput => {
      const other = another?.inputs[index]!.shape ?? shape;
      return {
        dataId,
        type: backend.tensorMap.get(dataId).dtype,
        shape: shape.map((size, axis) => (size === other[axis] ? size : -1)),
      };
    });
    try {
      const model = writeSavedModel(backend, trace, inputs, (output) => backend.tensorMap.get(output).dtype);
      program = new Graph(backend, loadGraph(backend, model), inputs.length, trace.outputs.length);
    } catch {
      // There is no folder to write to, or this version of TensorFlow wants an operation otherwise: the kernels still run as they are.
    }
  });
  return program;
};

/** Of two variables of the same data, a trace could not tell which one an operation reads. */
const haveDataOfTheirOwn = ({ inputs }: CapturedWork): boolean =>
  new Set(inputs.map(({ dataId }) => dataId)).size === inputs.length;

/** @returns tfjs-node's number of the graph */
function loadGraph({ binding }: TensorFlowBackend, model: Uint8Array): number {
  const folder = mkdtempSync(join(tmpdir(), 'ferkit-graph-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), model);
    return binding.loadSavedModel(folder, SAVED_MODEL_TAG);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

class Graph implements GraphExecutable {
  readonly #backend: TensorFlowBackend;
  readonly #number: number;
  readonly #inputNames: string;
  readonly #outputNames: string;

  constructor(backend: TensorFlowBackend, number: number, inputs: number, outputs: number) {
    this.#backend = backend;
    this.#number = number;
    const name = (end: string, count: number): string =>
      Array.from({ length: count }, (_, index) => `${end}${index}:0`).join();
    this.#inputNames = name('input', inputs);
    this.#outputNames = name('output', outputs);
  }

  run(inputs: readonly tf.TensorInfo[]): tf.Tensor[] {
    const ids = this.#backend.getInputTensorIds(inputs);
    return this.#backend.binding
      .runSavedModel(this.#number, ids, this.#inputNames, this.#outputNames)
      .map((made) => this.#backend.createOutputTensor(made));
  }

  dispose(): void {
    this.#backend.binding.deleteSavedModel(this.#number);
  }
}
