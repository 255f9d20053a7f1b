import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { KernelCompiler, KernelProgram } from '../kernelCompilers';
import type { TensorFlowBackend } from '../tensorflowKernels/TensorFlowBackend';
import { traceOperations } from './traceOperations';
import { SAVED_MODEL_TAG, writeSavedModel, type GraphEnd } from './writeSavedModel';

/**
 * Makes a graph of TensorFlow's own: it runs operations that do not wait for each other at the same time, joins some into one, and
 * asks nothing of JavaScript between them. On a GPU no graph is made: it would have each input copied from the GPU to memory and back.
 */
export const compileKernels: KernelCompiler = (inputs, work) => {
  const backend = tf.backend() as TensorFlowBackend;
  if (backend.isUsingGpuDevice) return undefined;
  let program: KernelProgram | undefined;
  tf.tidy(() => {
    // Variables that start alike may share their data.
    const own = inputs.map((input) => copy(backend, input));
    const trace = traceOperations(backend, own, () => work(own));
    if (trace.looksAtNumbers) return;
    const describe = ({ dataId }: tf.TensorInfo): GraphEnd => {
      const { shape, dtype: type } = backend.tensorMap.get(dataId);
      return { dataId, shape, type };
    };
    try {
      const model = writeSavedModel(backend, trace, own.map(describe), trace.result.map(describe));
      program = new Graph(backend, loadGraph(backend, model), inputs.length, trace.result.length);
    } catch {
      // There is no folder to write to, or this version of TensorFlow wants an operation otherwise: the kernels still run as they are.
    }
  });
  return program;
};

const copy = (backend: TensorFlowBackend, tensor: tf.TensorInfo): tf.Tensor => {
  const type = { name: 'T', type: backend.binding.TF_ATTR_TYPE, value: backend.tensorMap.get(tensor.dataId).dtype };
  return backend.executeSingleOutput('Identity', [type], [tensor]);
};

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

class Graph implements KernelProgram {
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
