import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { architectures, selectBackend } from '@ferkit/core';
import { createRandom } from '@ferkit/core/datasets';
import { capturableLayers } from '#core/tfjs/layers';
import { StepGradients } from '#core/training/steps/StepGradients';
import { createTrainingGraph } from '#core/training/steps/TrainableNetwork';
import { weightGroups } from '#core/training/steps/weightGroups';
import { applyLayer as apply, buildNetwork as build, CLASSES, layersToTry, SIDE } from '../support/networkOfLayers';
import { testBackend } from '../support/testBackend';
import { drawBatch, expectTheSameAgain, takeSteps } from './support/takeSteps';

beforeAll(() => selectBackend(testBackend));
afterEach(() => tf.disposeVariables());

function isPlanned(network: tf.LayersModel): boolean {
  const graph = createTrainingGraph(network, 1);
  graph.release();
  return graph.isCapturable;
}

describe('a step that is done again', () => {
  test.each(Object.values(architectures))('is as by the tape: $id', async (architecture) => {
    const input = { width: 48, height: 48, channels: 1 as const };
    const options = { ...architecture.defaults, stem: 4, widths: [4, 8] };
    const network = architecture.build({ input, labelCount: CLASSES, seed: 1, options: options as never });
    expect(isPlanned(network)).toBe(true);
    await expectTheSameAgain(network, 48);
  });

  test('every layer that is said to repeat itself is tried', () => {
    expect(Object.keys(layersToTry).sort()).toEqual([...capturableLayers].sort());
  });

  test.each(Object.entries(layersToTry))('is as by the tape with a layer of %s', async (_, addLayers) => {
    const network = build(addLayers);
    expect(isPlanned(network)).toBe(true);
    await expectTheSameAgain(network);
  });

  test('has its own noise, drawn as within the forward', async () => {
    const dropout = tf.layers.dropout({ rate: 0.5 });
    const network = build(apply(dropout));
    await expectTheSameAgain(network);
    const [first, ...others] = await takeSteps(network, { plans: true, sizes: [4] });
    const seed = createRandom(5, 1, 0).integer(0x7fffffff);
    const own = dropout.call.bind(dropout);
    const graph = createTrainingGraph(network, 5);
    dropout.call = (inputs, kwargs) => {
      (dropout as unknown as { seed: number }).seed = seed;
      return own(inputs, kwargs);
    };
    const gradients = new StepGradients(graph, weightGroups(graph.trainable), [SIDE, SIDE, 1]);
    const { loss } = tf.tidy(() => gradients.compute(drawBatch(4, 0), 1));
    expect([...(await loss.data())]).toEqual(first);
    expect(others.length).toBeGreaterThan(0);
    gradients.dispose();
  });

  test('follows the statistics of a layer that runs twice, and leaves frozen ones', async () => {
    const twice = tf.layers.batchNormalization({ momentum: 0.5 });
    const network = build((features) => apply(twice)(apply(tf.layers.reLU())(apply(twice)(features))));
    await expectTheSameAgain(network);
    twice.trainable = false;
    await expectTheSameAgain(network);
  });

  test('is not done by the tape: the engine runs nothing of the network itself', async () => {
    const network = build(apply(tf.layers.activation({ activation: 'sigmoid' })));
    const graph = createTrainingGraph(network, 5);
    const gradients = new StepGradients(graph, weightGroups(graph.trainable), [SIDE, SIDE, 1]);
    const kernelsOf = async (step: number): Promise<readonly string[]> => {
      const { kernelNames } = await tf.profile(() => tf.tidy(() => void gradients.compute(drawBatch(4, step), step)));
      return kernelNames;
    };
    expect(await kernelsOf(1)).toContain('Sigmoid');
    expect(await kernelsOf(2)).toEqual([]);
    gradients.dispose();
  });

  test('leaves nothing behind where it fails half-way', () => {
    const network = build(apply(tf.layers.batchNormalization()));
    const graph = createTrainingGraph(network, 5);
    const gradients = new StepGradients(graph, weightGroups(graph.trainable), [SIDE, SIDE, 1]);
    const compute = (): void => tf.tidy(() => void gradients.compute(drawBatch(4, 0), 1));
    compute();
    (graph.trainable.at(-2)!.read() as tf.Variable).dispose();
    const { numTensors, numDataBuffers } = tf.memory();
    const data = tf.engine().backend.numDataIds();
    expect(compute).toThrow();
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
    expect(tf.engine().backend.numDataIds()).toBe(data);
    gradients.dispose();
  });
});

/** Does something else each time. */
class Counting extends tf.layers.Layer {
  static className = 'Counting';
  #calls = 0;

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    this.#calls++;
    return tf.mul([inputs].flat()[0]!, this.#calls);
  }
}

function hooked(layer: tf.layers.Layer): tf.layers.Layer {
  layer.setCallHook(() => undefined);
  return layer;
}

function called(layer: tf.layers.Layer): tf.layers.Layer {
  layer.call = (inputs) => tf.mul([inputs].flat()[0]!, Math.random());
  return layer;
}

test.each<[name: string, layer: () => tf.layers.Layer]>([
  ['a layer of somebody else', () => new Counting({})],
  ['noise that tfjs draws', () => tf.layers.spatialDropout1d({ rate: 0.3 })],
  ['a layer with a hook', () => hooked(tf.layers.reLU())],
  ['a layer that somebody gave another call', () => called(tf.layers.reLU())],
  ['dropout that somebody gave another call', () => called(tf.layers.dropout({ rate: 0.5 }))],
  ['a network within', () => tf.sequential({ layers: [tf.layers.reLU({ inputShape: [SIDE * SIDE, 4] })] })],
])('a network with %s is not planned', (_, create) => {
  const network = build((features) =>
    apply(create())(apply(tf.layers.reshape({ targetShape: [SIDE * SIDE, 4] }))(features)),
  );
  expect(isPlanned(network)).toBe(false);
});

test('what a layer of somebody else does at each step counts', async () => {
  const network = build((features) => apply(new Counting({}))(features));
  const graph = createTrainingGraph(network, 5);
  const gradients = new StepGradients(graph, weightGroups(graph.trainable), [SIDE, SIDE, 1]);
  const losses: number[] = [];
  for (let step = 1; step <= 3; step++) {
    const { loss } = tf.tidy(() => gradients.compute(drawBatch(4, 0), 1));
    losses.push((await loss.data())[0]!);
  }
  expect(new Set(losses).size).toBe(3);
});
