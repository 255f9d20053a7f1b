import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { architectures, selectBackend } from '@ferkit/core';
import { Forward } from '#core/models/Forward';
import { capturableInPrediction } from '#core/tfjs/layers';
import { createRandom } from '@ferkit/core/datasets';
import { countGraphs } from '../support/countGraphs';
import { relativeDistance } from '../support/relativeDistance';
import { applyLayer, buildNetwork, CLASSES, layersToTry, SIDE } from '../support/networkOfLayers';
import { testBackend } from '../support/testBackend';

beforeAll(() => selectBackend(testBackend));
afterEach(() => tf.disposeVariables());

/** Only TensorFlow makes graphs. */
const graphs = testBackend === 'tensorflow' ? 1 : 0;

/** Of 32-bit numbers that are summed up in another order. */
const ROUNDING = 1e-5;

type Images = [pixels: Float32Array, shape: [number, number, number, number]];

const drawImages = (count: number, side: number): Images => {
  const random = createRandom(11, count);
  const pixels = Float32Array.from({ length: count * side * side }, () => random.normal());
  return [pixels, [count, side, side, 1]];
};

async function applyLayers(network: tf.LayersModel, [pixels, shape]: Images): Promise<Float32Array> {
  const output = tf.tidy(() => network.apply(tf.tensor4d(pixels, shape), { training: false }) as tf.Tensor);
  const numbers = await output.data<'float32'>();
  output.dispose();
  return numbers;
}

/** A network says the same of any number of images as its layers do, also once they have learnt. */
async function expectTheSame(network: tf.LayersModel, side = SIDE): Promise<void> {
  const forward = await Forward.open(network);
  for (const count of [9, 1, 3, 9]) {
    const said = await forward.run(...drawImages(count, side));
    const expected = await applyLayers(network, drawImages(count, side));
    expect(said).toHaveLength(expected.length);
    expect(relativeDistance(said, expected)).toBeLessThanOrEqual(ROUNDING);
    tf.tidy(() => network.weights.forEach((weight) => weight.write(tf.mul(weight.read(), 1.1))));
  }
  forward.dispose();
}

/** They tell TensorFlow how many images there are where it cannot be left open. */
const withoutGraph: ReadonlySet<string> = new Set(['Conv2DTranspose', 'LayerNormalization']);

const noise: Readonly<Record<string, tf.layers.Layer>> = {
  AlphaDropout: tf.layers.alphaDropout({ rate: 0.3 }),
  BatchNormalization: tf.layers.batchNormalization(),
  Dropout: tf.layers.dropout({ rate: 0.3 }),
  GaussianDropout: tf.layers.gaussianDropout({ rate: 0.3 }),
  GaussianNoise: tf.layers.gaussianNoise({ stddev: 1 }),
};
const tried = {
  ...layersToTry,
  ...Object.fromEntries(Object.entries(noise).map(([name, layer]) => [name, applyLayer(layer)])),
  SpatialDropout1D: (features: tf.SymbolicTensor): tf.SymbolicTensor =>
    applyLayer(tf.layers.spatialDropout1d({ rate: 0.3 }))(
      applyLayer(tf.layers.reshape({ targetShape: [SIDE * SIDE, 4] }))(features),
    ),
};

describe('any number of images', () => {
  test('every layer that is said to repeat itself is tried', () => {
    expect(Object.keys(tried).sort()).toEqual([...capturableInPrediction].sort());
  });

  test.each(Object.entries(tried))('goes through a network with a layer of %s', async (name, addLayers) => {
    const before = countGraphs();
    const network = buildNetwork(addLayers);
    const forward = await Forward.open(network);
    await forward.run(...drawImages(2, SIDE));
    expect(countGraphs() - before).toBe(withoutGraph.has(name) ? 0 : graphs);
    forward.dispose();
    expect(countGraphs()).toBe(before);
    await expectTheSame(network);
  });

  test.each(Object.values(architectures))('goes through $id', async (architecture) => {
    const input = { width: 48, height: 48, channels: 1 as const };
    const options = { ...architecture.defaults, stem: 4, widths: [4, 8] };
    await expectTheSame(architecture.build({ input, labelCount: CLASSES, seed: 1, options: options as never }), 48);
  });
});

test('what somebody puts into a layer later counts', async () => {
  const layer = tf.layers.reLU();
  const network = buildNetwork(applyLayer(layer));
  const forward = await Forward.open(network);
  const before = await forward.run(...drawImages(2, SIDE));
  const own = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => tf.mul(own(inputs, kwargs) as tf.Tensor, 2);
  const images = drawImages(2, SIDE);
  const expected = await applyLayers(network, images);
  expect(await forward.run(...images)).toEqual(expected);
  expect(expected).not.toEqual(before);
  forward.dispose();
});

test('weights that share their data are told apart', async () => {
  const network = buildNetwork(applyLayer(tf.layers.dense({ units: 4 })));
  const biases = network.weights.filter(({ shape }) => shape.length === 1 && shape[0] === 4);
  expect(biases).toHaveLength(2);
  const common = tf.tensor1d([1, 2, 3, 4]);
  for (const bias of biases) bias.write(common);
  await expectTheSame(network);
  common.dispose();
});
