import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '@ferkit/core/datasets';
import { drawValues, startBackends } from './compareBackends';

/** Convolution, batch norm, depthwise convolution, squeeze and excitation, pooling and dense layers. */
function buildNet(): tf.LayersModel {
  const random = createRandom(31);
  const input = tf.input({ shape: [12, 12, 1] });
  const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor): tf.SymbolicTensor =>
    layer.apply(x) as tf.SymbolicTensor;
  let x = apply(tf.layers.conv2d({ filters: 8, kernelSize: 3, strides: 2, padding: 'same', useBias: false }), input);
  x = apply(tf.layers.batchNormalization({}), x);
  x = apply(tf.layers.reLU(), x);
  x = apply(tf.layers.conv2d({ filters: 16, kernelSize: 3, padding: 'same', activation: 'relu' }), x);
  x = apply(tf.layers.depthwiseConv2d({ kernelSize: 3, padding: 'same' }), x);
  x = apply(tf.layers.batchNormalization({}), x);
  x = apply(tf.layers.reLU({ maxValue: 6 }), x);
  const squeezed = apply(tf.layers.globalAveragePooling2d({}), x);
  const gate = apply(tf.layers.dense({ units: 16, activation: 'sigmoid' }), squeezed);
  const shaped = apply(tf.layers.reshape({ targetShape: [1, 1, 16] }), gate);
  x = tf.layers.multiply().apply([x, shaped]) as tf.SymbolicTensor;
  x = apply(tf.layers.separableConv2d({ filters: 16, kernelSize: 3, padding: 'same', activation: 'relu' }), x);
  x = apply(tf.layers.maxPooling2d({ poolSize: 2 }), x);
  x = apply(tf.layers.averagePooling2d({ poolSize: 2, strides: 1 }), x);
  x = apply(tf.layers.flatten(), x);
  x = apply(tf.layers.dense({ units: 12, activation: 'relu' }), x);
  const model = tf.model({ inputs: input, outputs: apply(tf.layers.dense({ units: 6 }), x) });
  tf.tidy(() => {
    const weights = model.getWeights().map((weight, index) => {
      const name = model.weights[index]!.name;
      if (/gamma|variance/.test(name)) return tf.ones(weight.shape);
      if (/beta|bias|mean/.test(name)) return tf.zeros(weight.shape);
      const fanIn = weight.size / weight.shape.at(-1)!;
      const scale = name.includes('depthwise') ? 0.5 : Math.sqrt(2 / fanIn);
      return tf.tensor(
        drawValues(random, weight.size).map((value) => value * scale),
        weight.shape,
      );
    });
    model.setWeights(weights);
  });
  return model;
}

function drawBatch(step: number): { readonly x: tf.Tensor; readonly labels: tf.Tensor } {
  const random = createRandom(32, step);
  const classes = Int32Array.from({ length: 16 }, () => random.integer(6));
  return {
    x: tf.tensor(drawValues(random, 16 * 12 * 12), [16, 12, 12, 1]),
    labels: tf.oneHot(tf.tensor1d(classes, 'int32'), 6).toFloat(),
  };
}

interface Run {
  readonly losses: number[];
  readonly weights: Float32Array[];
  readonly gradients: Map<string, Float32Array>;
  readonly tensors: number[];
  readonly data: number[];
  readonly heap: number[];
}

async function trainOn(backend: string, steps: number): Promise<Run> {
  await tf.setBackend(backend);
  const model = buildNet();
  const optimizer = tf.train.sgd(0.05);
  const run = { losses: [], weights: [], gradients: new Map(), tensors: [], data: [], heap: [] } as Run;
  for (let step = 0; step < steps; step++) {
    const { x, labels } = tf.tidy(() => drawBatch(step % 4));
    const { value, grads } = tf.variableGrads(
      () => tf.losses.softmaxCrossEntropy(labels, model.apply(x, { training: true }) as tf.Tensor).asScalar(),
      undefined,
    );
    if (step === 0) {
      for (const [index, gradient] of Object.values(grads).entries()) {
        run.gradients.set(model.trainableWeights[index]!.name, Float32Array.from(await gradient.data()));
      }
    }
    optimizer.applyGradients(grads);
    run.losses.push((await value.data())[0]!);
    tf.dispose([value, grads, x, labels]);
    run.tensors.push(tf.memory().numTensors);
    run.data.push(tf.engine().backend.numDataIds());
    const { wasm } = tf.backend() as unknown as { readonly wasm?: { readonly HEAPU8: Uint8Array } };
    run.heap.push(wasm?.HEAPU8.length ?? 0);
  }
  for (const weight of model.getWeights()) run.weights.push(Float32Array.from(await weight.data()));
  model.dispose();
  optimizer.dispose();
  return run;
}

function findDistance(left: Float32Array, right: Float32Array): number {
  expect(left.length).toBe(right.length);
  return left.reduce((largest, value, index) => Math.max(largest, Math.abs(value - right[index]!)), 0);
}

beforeAll(startBackends);

describe('training on wasm', () => {
  it('makes the steps that cpu makes', async () => {
    const wasm = await trainOn('wasm', 4);
    const cpu = await trainOn('cpu', 4);
    expect(wasm.gradients.size).toBeGreaterThan(15);
    const gradients = [...cpu.gradients.values()];
    // Some gradients are zero but for rounding (a bias before a batch norm): the step is what is compared.
    const magnitude = Math.max(...gradients.map((values) => Math.max(...values.map(Math.abs))));
    for (const [index, values] of [...wasm.gradients.values()].entries()) {
      expect(findDistance(values, gradients[index]!) / magnitude).toBeLessThan(1e-5);
    }
    for (const [step, loss] of cpu.losses.entries()) expect(Math.abs(wasm.losses[step]! - loss)).toBeLessThan(1e-4);
    for (const [index, weights] of cpu.weights.entries()) {
      expect(findDistance(wasm.weights[index]!, weights)).toBeLessThan(1e-3);
    }
  });

  it('learns, and leaves nothing behind', async () => {
    const run = await trainOn('wasm', 40);
    expect(run.losses.at(-1)!).toBeLessThan(run.losses[0]! * 0.5);
    expect(new Set(run.tensors.slice(1)).size).toBe(1);
    expect(new Set(run.data.slice(1)).size).toBe(1);
    expect(run.heap.at(-1)).toBe(run.heap[5]);
  });
});
