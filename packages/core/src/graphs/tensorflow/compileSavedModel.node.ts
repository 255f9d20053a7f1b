import * as tf from '@tensorflow/tfjs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { currentTensorFlowBackend, type TensorFlowBackend } from '../../tfjs/TensorFlowBackend';
import type { GraphCompiler, CapturedWork, GraphExecutable } from '../CompiledGraph';
import { generalizeShapes, type TracedExample, traceOperations } from './traceOperations';
import { type GraphInput, SAVED_MODEL_TAG, writeSavedModel } from './writeSavedModel';

/**
 * Compiles tensor work to a graph of TensorFlow. The graph runs independent operations in parallel, fuses some, and does not return
 * to JavaScript between them. On a GPU nothing is compiled: tfjs-node would copy each input from the GPU to memory and back.
 */
export const compileSavedModel: GraphCompiler = (example, another) => {
  const backend = currentTensorFlowBackend();
  if (backend.isUsingGpuDevice || !haveDistinctData(example)) return undefined;
  let executable: GraphExecutable | undefined;
  tf.tidy(() => {
    const traced = [example, ...(another === undefined ? [] : [another])].map(({ inputs, work }): TracedExample => ({
      ...traceOperations(backend, inputs, work),
      inputs: inputs.map(({ dataId }) => dataId),
    }));
    const [first, second] = traced as [TracedExample, TracedExample?];
    const trace = second === undefined ? first : generalizeShapes(first, second);
    if (trace === undefined || traced.some(({ dependsOnValues }) => dependsOnValues)) return;
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
      executable = new SavedModelGraph(backend, loadGraph(backend, model), inputs.length, trace.outputs.length);
    } catch {
      // Without a writable folder, or with a TensorFlow that refuses an operation, the kernels run one by one.
    }
  });
  return executable;
};

/** A trace cannot tell two inputs with the same data apart. */
const haveDistinctData = ({ inputs }: CapturedWork): boolean =>
  new Set(inputs.map(({ dataId }) => dataId)).size === inputs.length;

/** @returns tfjs-node's id of the model */
function loadGraph({ binding }: TensorFlowBackend, model: Uint8Array): number {
  const folder = mkdtempSync(join(tmpdir(), 'ferkit-graph-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), model);
    return binding.loadSavedModel(folder, SAVED_MODEL_TAG);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

class SavedModelGraph implements GraphExecutable {
  readonly #backend: TensorFlowBackend;
  readonly #modelId: number;
  readonly #inputNames: string;
  readonly #outputNames: string;

  constructor(backend: TensorFlowBackend, modelId: number, inputs: number, outputs: number) {
    this.#backend = backend;
    this.#modelId = modelId;
    const listNames = (prefix: string, count: number): string =>
      Array.from({ length: count }, (_, index) => `${prefix}${index}:0`).join();
    this.#inputNames = listNames('input', inputs);
    this.#outputNames = listNames('output', outputs);
  }

  run(inputs: readonly tf.TensorInfo[]): tf.Tensor[] {
    const ids = this.#backend.getInputTensorIds(inputs);
    return this.#backend.binding
      .runSavedModel(this.#modelId, ids, this.#inputNames, this.#outputNames)
      .map((made) => this.#backend.createOutputTensor(made));
  }

  dispose(): void {
    this.#backend.binding.deleteSavedModel(this.#modelId);
  }
}
