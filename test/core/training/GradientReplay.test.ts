import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { architectures, selectBackend } from '@ferkit/core';
import { createRandom } from '@ferkit/core/datasets';
import { capturableLayers } from '#core/tfjs/layers';
import { GradientReplay } from '#core/training/steps/GradientReplay';
import { lossOf } from '#core/training/losses';
import { createTrainableNetwork } from '#core/training/steps/TrainableNetwork';
import { weightGroups } from '#core/training/steps/weightGroups';
import { applyLayer as apply, buildNetwork as build, CLASSES, layersToTry, SIDE } from '../support/networkOfLayers';
import { testBackend } from '../support/testBackend';
import { drawBatch, expectReplayToAgree, takeSteps } from './support/takeSteps';

beforeAll(() => selectBackend(testBackend));
afterEach(() => tf.disposeVariables());

function isCapturable(layers: tf.LayersModel): boolean {
  const network = createTrainableNetwork(layers, 1);
  network.release();
  return network.isCapturable;
}

describe('a replayed step', () => {
  test.each(Object.values(architectures))('agrees with the tape: $id', async (architecture) => {
    const input = { width: 48, height: 48, channels: 1 as const };
    const options = { ...architecture.defaults, stem: 4, widths: [4, 8] };
    const network = architecture.build({ input, labelCount: CLASSES, seed: 1, options: options as never });
    expect(isCapturable(network)).toBe(true);
    await expectReplayToAgree(network, 48);
  });

  test('every capturable layer is tried', () => {
    expect(Object.keys(layersToTry).sort()).toEqual([...capturableLayers].sort());
  });

  test.each(Object.entries(layersToTry))('agrees with the tape, with a layer of %s', async (_, addLayers) => {
    const network = build(addLayers);
    expect(isCapturable(network)).toBe(true);
    await expectReplayToAgree(network);
  });

  test('has its own noise, drawn as within the forward pass', async () => {
    const dropout = tf.layers.dropout({ rate: 0.5 });
    const network = build(apply(dropout));
    await expectReplayToAgree(network);
    const [first, ...others] = await takeSteps(network, { replay: true, sizes: [4] });
    const seed = createRandom(5, 1, 0).integer(0x7fffffff);
    const own = dropout.call.bind(dropout);
    const trainable = createTrainableNetwork(network, 5);
    dropout.call = (inputs, kwargs) => {
      (dropout as unknown as { seed: number }).seed = seed;
      return own(inputs, kwargs);
    };
    const gradients = new GradientReplay(trainable, weightGroups(trainable.trainable), lossOf('cross-entropy'), [
      SIDE,
      SIDE,
      1,
    ]);
    const { loss } = tf.tidy(() => gradients.compute(drawBatch(4, 0), 1));
    expect([...(await loss.data())]).toEqual(first);
    expect(others.length).toBeGreaterThan(0);
    gradients.dispose();
  });

  test('updates the statistics of a layer that runs twice, and keeps frozen ones', async () => {
    const twice = tf.layers.batchNormalization({ momentum: 0.5 });
    const network = build((features) => apply(twice)(apply(tf.layers.reLU())(apply(twice)(features))));
    await expectReplayToAgree(network);
    twice.trainable = false;
    await expectReplayToAgree(network);
  });

  test('leaves the engine alone: it runs no kernel of the network', async () => {
    const network = build(apply(tf.layers.activation({ activation: 'sigmoid' })));
    const trainable = createTrainableNetwork(network, 5);
    const gradients = new GradientReplay(trainable, weightGroups(trainable.trainable), lossOf('cross-entropy'), [
      SIDE,
      SIDE,
      1,
    ]);
    const kernelsOf = async (step: number): Promise<readonly string[]> => {
      const { kernelNames } = await tf.profile(() => tf.tidy(() => void gradients.compute(drawBatch(4, step), step)));
      return kernelNames;
    };
    expect(await kernelsOf(1)).toContain('Sigmoid');
    expect(await kernelsOf(2)).toEqual([]);
    gradients.dispose();
  });

  test('leaves no tensor when it fails half-way', () => {
    const network = build(apply(tf.layers.batchNormalization()));
    const trainable = createTrainableNetwork(network, 5);
    const gradients = new GradientReplay(trainable, weightGroups(trainable.trainable), lossOf('cross-entropy'), [
      SIDE,
      SIDE,
      1,
    ]);
    const compute = (): void => tf.tidy(() => void gradients.compute(drawBatch(4, 0), 1));
    compute();
    (trainable.trainable.at(-2)!.read() as tf.Variable).dispose();
    const { numTensors, numDataBuffers } = tf.memory();
    const data = tf.engine().backend.numDataIds();
    expect(compute).toThrow();
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
    expect(tf.engine().backend.numDataIds()).toBe(data);
    gradients.dispose();
  });
});

/** Multiplies by the number of its calls. */
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
  ['a custom layer', () => new Counting({})],
  ['noise that tfjs draws', () => tf.layers.spatialDropout1d({ rate: 0.3 })],
  ['a layer with a hook', () => hooked(tf.layers.reLU())],
  ['a layer whose call was replaced', () => called(tf.layers.reLU())],
  ['dropout whose call was replaced', () => called(tf.layers.dropout({ rate: 0.5 }))],
  ['a nested network', () => tf.sequential({ layers: [tf.layers.reLU({ inputShape: [SIDE * SIDE, 4] })] })],
])('a network with %s is not captured', (_, create) => {
  const network = build((features) =>
    apply(create())(apply(tf.layers.reshape({ targetShape: [SIDE * SIDE, 4] }))(features)),
  );
  expect(isCapturable(network)).toBe(false);
});

test('a custom layer runs at each step', async () => {
  const network = build((features) => apply(new Counting({}))(features));
  const trainable = createTrainableNetwork(network, 5);
  const gradients = new GradientReplay(trainable, weightGroups(trainable.trainable), lossOf('cross-entropy'), [
    SIDE,
    SIDE,
    1,
  ]);
  const losses: number[] = [];
  for (let step = 1; step <= 3; step++) {
    const { loss } = tf.tidy(() => gradients.compute(drawBatch(4, 0), 1));
    losses.push((await loss.data())[0]!);
  }
  expect(new Set(losses).size).toBe(3);
});
