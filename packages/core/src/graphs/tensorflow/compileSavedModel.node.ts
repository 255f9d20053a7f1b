import * as tf from '@tensorflow/tfjs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { currentTensorFlowBackend, type TensorFlowBackend } from '../../tfjs/TensorFlowBackend';
import type { GraphCompiler, CapturedWork, GraphExecutable } from '../CompiledGraph';
import {
  areSame,
  generalizeShapes,
  type Scale,
  scaleShapes,
  type TracedExample,
  traceOperations,
} from './traceOperations';
import { type GraphInput, SAVED_MODEL_TAG, writeSavedModel } from './writeSavedModel';

/**
 * Compiles tensor work to a graph of TensorFlow. The graph runs independent operations in parallel, fuses some, and does not return
 * to JavaScript between them. On a GPU nothing is compiled: tfjs-node would copy each input from the GPU to memory and back.
 */
export const compileSavedModel: GraphCompiler = (example, another, scaled) => {
  const backend = currentTensorFlowBackend();
  if (backend.isUsingGpuDevice || !haveDistinctData(example)) return undefined;
  let executable: GraphExecutable | undefined;
  tf.tidy(() => {
    const examples = [example, another, scaled?.check].filter((work) => work !== undefined);
    const traced = examples.map(({ inputs, work }): TracedExample => ({
      ...traceOperations(backend, inputs, work),
      inputs: inputs.map(({ dataId }) => dataId),
    }));
    const [first, second, third] = traced as [TracedExample, TracedExample?, TracedExample?];
    const scaleTo = (size: number): Scale => {
      const [length, other] = examples.map(({ inputs }) => inputs[0]!.shape[0]!) as [number, number];
      return (one, another) => one + ((another - one) * (size - length)) / (other - length);
    };
    const trace =
      second === undefined
        ? first
        : scaled === undefined
          ? generalizeShapes(first, second)
          : scaleChecked([first, second, third!], scaleTo(scaled.check.inputs[0]!.shape[0]!), scaleTo(scaled.size));
    if (trace === undefined || traced.some(({ dependsOnValues }) => dependsOnValues)) return;
    const inputs = example.inputs.map(({ dataId, shape }, index): GraphInput => {
      const other = another?.inputs[index]!.shape ?? shape;
      return {
        dataId,
        type: backend.tensorMap.get(dataId).dtype,
        shape: shape.map((size, axis) =>
          size === other[axis] ? size : scaled === undefined ? -1 : scaleTo(scaled.size)(size, other[axis]!),
        ),
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

/** Scales two traces if the third is as they predict. */
function scaleChecked(
  [one, other, third]: readonly [TracedExample, TracedExample, TracedExample],
  toThird: Scale,
  scale: Scale,
): TracedExample | undefined {
  const predicted = scaleShapes(one, other, toThird);
  return predicted !== undefined && areSame(predicted, third) ? scaleShapes(one, other, scale) : undefined;
}

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
