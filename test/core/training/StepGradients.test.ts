import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../packages/core/src/backends/selectBackend';
import { architectures } from '../../../packages/core/src/models/architectures';
import { createRandom } from '../../../packages/core/src/random';
import { repeatableLayers } from '../../../packages/core/src/training/isRepeatable';
import { StepGradients } from '../../../packages/core/src/training/StepGradients';
import { createTrainingGraph } from '../../../packages/core/src/training/TrainingGraph';
import { weightGroups } from '../../../packages/core/src/training/weightGroups';
import { testBackend } from '../support/testBackend';
import { CLASSES, drawBatch, expectTheSameAgain, SIDE, takeSteps } from './support/takeSteps';

beforeAll(() => selectBackend(testBackend));
afterEach(() => tf.disposeVariables());

/** A network of a convolution, some layers, and an output. */
function build(addLayers: (features: tf.SymbolicTensor) => tf.SymbolicTensor): tf.LayersModel {
  const image = tf.input({ shape: [SIDE, SIDE, 1] });
  const kernelInitializer = tf.initializers.heNormal({ seed: 1 });
  const convolved = tf.layers
    .conv2d({ filters: 4, kernelSize: 3, padding: 'same', kernelInitializer })
    .apply(image) as tf.SymbolicTensor;
  const features = addLayers(convolved);
  const flat = features.shape.length > 2 ? (tf.layers.flatten().apply(features) as tf.SymbolicTensor) : features;
  const logits = tf.layers.dense({ units: CLASSES, kernelInitializer }).apply(flat);
  const outputs = tf.layers.activation({ activation: 'softmax' }).apply(logits) as tf.SymbolicTensor;
  return tf.model({ inputs: image, outputs });
}

const apply =
  (layer: tf.layers.Layer) =>
  (features: tf.SymbolicTensor): tf.SymbolicTensor =>
    layer.apply(features) as tf.SymbolicTensor;

function isPlanned(network: tf.LayersModel): boolean {
  const graph = createTrainingGraph(network, 1);
  graph.release();
  return graph.isRepeatable;
}

describe('a step that is done again', () => {
  test.each(Object.values(architectures))('is as by the tape: $id', async (architecture) => {
    const input = { width: 48, height: 48, channels: 1 as const };
    const options = { ...architecture.defaults, stem: 4, widths: [4, 8] };
    const network = architecture.build({ input, classes: CLASSES, seed: 1, options: options as never });
    expect(isPlanned(network)).toBe(true);
    await expectTheSameAgain(network, 48);
  });

  const seeded = { kernelInitializer: tf.initializers.heNormal({ seed: 3 }) };
  const merge = (layer: tf.layers.Layer) => (features: tf.SymbolicTensor) =>
    layer.apply([features, tf.layers.activation({ activation: 'tanh' }).apply(features)] as tf.SymbolicTensor[]);
  const layers: Readonly<Record<string, (features: tf.SymbolicTensor) => unknown>> = {
    Activation: apply(tf.layers.activation({ activation: 'sigmoid' })),
    Add: merge(tf.layers.add()),
    Average: merge(tf.layers.average()),
    AveragePooling2D: apply(tf.layers.averagePooling2d({ poolSize: 2 })),
    Concatenate: merge(tf.layers.concatenate()),
    Conv1D: (features) =>
      apply(tf.layers.conv1d({ filters: 2, kernelSize: 3, ...seeded }))(
        apply(tf.layers.reshape({ targetShape: [SIDE * SIDE, 4] }))(features),
      ),
    Conv2D: apply(tf.layers.conv2d({ filters: 3, kernelSize: 3, activation: 'relu', ...seeded })),
    Conv2DTranspose: apply(tf.layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, ...seeded })),
    Cropping2D: apply(tf.layers.cropping2D({ cropping: 1 })),
    Dense: apply(tf.layers.dense({ units: 5, activation: 'relu', ...seeded })),
    DepthwiseConv2D: apply(
      tf.layers.depthwiseConv2d({ kernelSize: 3, depthwiseInitializer: tf.initializers.heNormal({ seed: 4 }) }),
    ),
    ELU: apply(tf.layers.elu()),
    Flatten: apply(tf.layers.flatten()),
    GlobalAveragePooling2D: apply(tf.layers.globalAveragePooling2d({})),
    GlobalMaxPooling2D: apply(tf.layers.globalMaxPooling2d({})),
    InputLayer: (features) => features,
    LayerNormalization: apply(tf.layers.layerNormalization()),
    LeakyReLU: apply(tf.layers.leakyReLU()),
    MaxPooling2D: apply(tf.layers.maxPooling2d({ poolSize: 2 })),
    Maximum: merge(tf.layers.maximum()),
    Minimum: merge(tf.layers.minimum()),
    Multiply: merge(tf.layers.multiply()),
    PReLU: apply(tf.layers.prelu({ alphaInitializer: tf.initializers.constant({ value: 0.2 }) })),
    Permute: apply(tf.layers.permute({ dims: [2, 1, 3] })),
    ReLU: apply(tf.layers.reLU()),
    Reshape: apply(tf.layers.reshape({ targetShape: [SIDE / 2, SIDE * 2, 4] })),
    SeparableConv2D: apply(
      tf.layers.separableConv2d({
        filters: 3,
        kernelSize: 3,
        depthwiseInitializer: tf.initializers.heNormal({ seed: 4 }),
        pointwiseInitializer: tf.initializers.heNormal({ seed: 5 }),
      }),
    ),
    Softmax: (features) => apply(tf.layers.softmax())(apply(tf.layers.flatten())(features)),
    UpSampling2D: apply(tf.layers.upSampling2d({})),
    ZeroPadding2D: apply(tf.layers.zeroPadding2d({ padding: 1 })),
  };

  test('every layer that is said to repeat itself is tried', () => {
    expect(Object.keys(layers).sort()).toEqual([...repeatableLayers].sort());
  });

  test.each(Object.entries(layers))('is as by the tape with a layer of %s', async (_, addLayers) => {
    const network = build((features) => addLayers(features) as tf.SymbolicTensor);
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
