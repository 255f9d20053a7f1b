import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { normalizeBatch } from '#core/kernels/normalizeBatch';
import { architectures, selectBackend } from '@ferkit/core';
import { createRandom, type Random } from '@ferkit/core/datasets';
import { adamW } from '#core/training/optimizers/adam';
import { drawConvolution } from '../core/kernels/drawConvolution';
import { CLASSES } from '../core/support/networkOfLayers';
import { takeSteps } from '../core/training/support/takeSteps';

function drawTensor(random: Random, shape: number[]): tf.Tensor {
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal());
  return tf.tensor(values, shape);
}

/** Maximum absolute difference. */
function farthest(expected: Float32Array, received: Float32Array): number {
  return Math.max(...expected.map((value, index) => Math.abs(value - received[index]!)));
}

function run(kernel: string, inputs: tf.NamedTensorMap, attributes: tf.NamedAttrMap): tf.Tensor {
  return tf.engine().runKernel(kernel, inputs, { dataFormat: 'NHWC', dimRoundingMode: 'floor', ...attributes });
}

beforeAll(async () => {
  await selectBackend('webgpu');
  await tf.setBackend('cpu');
});

describe.each(['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter'])('%s on webgpu', (kernel) => {
  const depthwise = kernel.startsWith('Depthwise');

  async function gradientOn(backend: string, round: number): Promise<{ values: Float32Array; shape: number[] }> {
    await tf.setBackend(backend);
    const random = createRandom(3, round, Number(depthwise));
    const { input, filter, output, ...attributes } = drawConvolution(random, depthwise);
    const gradient = tf.tidy(() =>
      run(
        kernel,
        { x: drawTensor(random, input), dy: drawTensor(random, output) },
        { ...attributes, filterShape: filter },
      ),
    );
    const values = await gradient.data<'float32'>();
    gradient.dispose();
    return { values, shape: gradient.shape };
  }

  test('agrees with cpu for all kinds of convolution', async () => {
    for (let round = 0; round < 60; round++) {
      const expected = await gradientOn('cpu', round);
      const received = await gradientOn('webgpu', round);
      const largest = Math.max(...expected.values.map(Math.abs));
      expect(received.shape, `round ${round}`).toEqual(expected.shape);
      expect(farthest(expected.values, received.values) / largest, `round ${round}`).toBeLessThan(1e-5);
    }
  });

  test('is deterministic and leaks nothing', async () => {
    const first = await gradientOn('webgpu', 1);
    const { numTensors, numDataBuffers } = tf.memory();
    const second = await gradientOn('webgpu', 1);
    expect(second.values).toEqual(first.values);
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  });
});

// The cpu backend ignores dilation in this gradient, so the reference is its forward pass: a convolution is linear in its
// filter, hence <dy, y> = <gradient, filter>.
test('the gradient of a dilated depthwise convolution on webgpu is its adjoint', async () => {
  for (let round = 0; round < 30; round++) {
    const random = createRandom(4, round);
    const { input, filter, output, ...attributes } = drawConvolution(random, true, true);
    const [x, weights, dy] = [input, filter, output].map((shape) => drawTensor(random, shape)) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    await tf.setBackend('cpu');
    const product = tf.tidy(() =>
      tf.dot(run('DepthwiseConv2dNative', { x, filter: weights }, attributes).flatten(), dy.flatten()),
    );
    const [expected = NaN] = await product.data<'float32'>();
    await tf.setBackend('webgpu');
    const gradient = run('DepthwiseConv2dNativeBackpropFilter', { x, dy }, { ...attributes, filterShape: filter });
    const values = await gradient.data<'float32'>();
    const filterValues = await weights.data<'float32'>();
    const received = values.reduce((sum, value, index) => sum + value * filterValues[index]!, 0);
    const scale = Math.sqrt(tf.util.sizeFromShape(output)) + Math.abs(expected);
    expect(Math.abs(received - expected) / scale, `round ${round}`).toBeLessThan(1e-5);
    tf.dispose([x, weights, dy, product, gradient]);
  }
});

const normalized = [
  { images: [3, 5, 4, 8] },
  { images: [2, 3, 3, 5] },
  { images: [1, 1, 1, 4] },
  { images: [40, 12, 12, 16] },
] as const;

test.each(normalized)(
  'batch normalization of $images and its gradient agree with cpu on webgpu',
  async ({ images }) => {
    const channels = images[3];
    const epsilon = 1e-3;
    const random = createRandom(5, channels);
    const [x, gamma, beta, dy] = [images, [channels], [channels], images].map((shape) =>
      drawTensor(random, [...shape]),
    );
    const compute = async (
      backend: string,
      normalize: (images: tf.Tensor4D, gamma: tf.Tensor1D, beta: tf.Tensor1D) => tf.Tensor,
    ): Promise<Float32Array[]> => {
      await tf.setBackend(backend);
      const before = tf.memory().numDataBuffers;
      const gradient = tf.valueAndGrads((...inputs) =>
        normalize(...(inputs as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D])),
      );
      const { value, grads } = gradient([x!, gamma!, beta!], dy);
      const values = await Promise.all([value, ...grads].map((tensor) => tensor.data<'float32'>()));
      tf.dispose([value, grads]);
      expect(tf.memory().numDataBuffers).toBe(before);
      return values;
    };
    const expected = await compute('cpu', (ofX, ofGamma, ofBeta) => {
      const { mean, variance } = tf.moments(ofX, [0, 1, 2]);
      return tf.batchNorm(ofX, mean as tf.Tensor1D, variance as tf.Tensor1D, ofBeta, ofGamma, epsilon);
    });
    const received = await compute(
      'webgpu',
      (ofX, ofGamma, ofBeta) => normalizeBatch(ofX, ofGamma, ofBeta, { epsilon }).normalized,
    );
    expected.forEach((values, place) => {
      expect(
        farthest(values, received[place]!) / (Math.max(...values.map(Math.abs)) + 1),
        `result ${place}`,
      ).toBeLessThan(1e-5);
    });
    tf.dispose([x!, gamma!, beta!, dy!]);
  },
);

test.each([
  { name: 'relu', shape: [3, 5, 4, 8] },
  { name: 'relu6', shape: [7, 3] },
  { name: 'relu', shape: [5] },
] as const)('the gradient of $name for $shape agrees with cpu on webgpu', async ({ name, shape }) => {
  const compute = async (backend: string): Promise<Float32Array> => {
    await tf.setBackend(backend);
    const random = createRandom(7, shape.length);
    const [x, dy] = [0, 1].map(() => drawTensor(random, [...shape]));
    // Both bounds stand among the numbers.
    const scaled = tf.tidy(() =>
      tf.concat1d([tf.tensor1d([0, 6]), tf.mul(x!, 4).flatten().slice(2)]).reshape([...shape]),
    );
    const gradient = tf.grad((value) => tf[name](value))(scaled, dy);
    const values = await gradient.data<'float32'>();
    tf.dispose([x!, dy!, scaled, gradient]);
    return values;
  };
  const expected = await compute('cpu');
  expect(expected.some((value) => value !== 0)).toBe(true);
  expect(farthest(expected, await compute('webgpu'))).toBe(0);
});

test.each([{ size: 12 }, { size: 7 }])(
  'an Adam update of $size weights agrees with cpu on webgpu',
  async ({ size }) => {
    const compute = async (backend: string): Promise<Float32Array[]> => {
      await tf.setBackend(backend);
      const random = createRandom(6, size);
      const [weight, gradient, mean, variance] = [0, 1, 2, 3].map(() => drawTensor(random, [size]));
      const step = { weight: weight!, gradient: gradient!, slots: [mean!, tf.square(variance!)] };
      const { weight: updated, slots } = adamW.update({
        ...step,
        weightDecay: 0.1,
        numbers: adamW.stepNumbers({ learningRate: 0.01, weightDecay: 0.1, step: 3 }),
      });
      return Promise.all([updated, ...slots].map((tensor) => tensor.data<'float32'>()));
    };
    const expected = await compute('cpu');
    const received = await compute('webgpu');
    expected.forEach((values, place) => {
      expect(farthest(values, received[place]!), `result ${place}`).toBeLessThan(1e-5);
    });
  },
);

test.each([
  { shape: [3, 5, 4, 8], axes: [1, 2] },
  { shape: [7, 3], axes: [0] },
  { shape: [2, 3, 4, 5], axes: [-2] },
  { shape: [2, 3, 4, 5], axes: [0, 2] },
  { shape: [2, 3, 4], axes: [2] },
  { shape: [5000, 2], axes: [0] },
])('sum and mean of $shape over $axes agree with cpu on webgpu', async ({ shape, axes }) => {
  const compute = async (backend: string): Promise<{ shape: number[]; values: Float32Array }[]> => {
    await tf.setBackend(backend);
    const x = drawTensor(createRandom(9, shape.length), shape);
    const before = tf.memory().numDataBuffers;
    const made = [tf.sum(x, axes), tf.sum(x, axes, true), tf.mean(x, axes)];
    const values = await Promise.all(made.map((tensor) => tensor.data<'float32'>()));
    const shapes = made.map((tensor) => tensor.shape);
    tf.dispose(made);
    expect(tf.memory().numDataBuffers).toBe(before);
    x.dispose();
    return shapes.map((ofTensor, place) => ({ shape: ofTensor, values: values[place]! }));
  };
  const expected = await compute('cpu');
  const received = await compute('webgpu');
  expected.forEach(({ shape: ofTensor, values }, place) => {
    expect(received[place]!.shape).toEqual(ofTensor);
    const largest = Math.max(...values.map(Math.abs), 1);
    expect(farthest(values, received[place]!.values) / largest, `result ${place}`).toBeLessThan(1e-5);
  });
});

describe('joins and splits on webgpu', () => {
  const joined = [
    { shapes: [[3], [5], [4]], axis: 0 },
    {
      shapes: [
        [2, 3],
        [1, 3],
      ],
      axis: 0,
    },
    {
      shapes: [
        [1, 2, 2],
        [1, 3, 2],
      ],
      axis: 1,
    },
    {
      shapes: [
        [2, 3],
        [2, 1],
      ],
      axis: 1,
    },
    {
      shapes: [
        [0, 2],
        [3, 2],
      ],
      axis: 0,
    },
  ];

  test.each(joined)('of $shapes along axis $axis agree with cpu', async ({ shapes, axis }) => {
    const compute = async (backend: string): Promise<number[][]> => {
      await tf.setBackend(backend);
      const before = tf.memory().numDataBuffers;
      const random = createRandom(8, axis);
      const tensors = tf.tidy(() => {
        // Computed, so that they are on the GPU; the last one is still on the processor.
        const parts = shapes.map((shape, place) => {
          const drawn = drawTensor(random, shape);
          return place < shapes.length - 1 ? tf.add(drawn, 1) : drawn;
        });
        const whole = tf.concat(parts, axis);
        return [
          whole,
          ...tf.split(
            tf.mul(whole, 2),
            shapes.map((shape) => shape[axis]!),
            axis,
          ),
        ];
      });
      const values = await Promise.all(tensors.map((tensor) => tensor.data()));
      tf.dispose(tensors);
      expect(tf.memory().numDataBuffers).toBe(before);
      return values.map((numbers) => [...numbers]);
    };
    expect(await compute('webgpu')).toEqual(await compute('cpu'));
  });
});

test('tensors on webgpu take the buffers of disposed ones before a submission, also for uploads', async () => {
  await tf.setBackend('webgpu');
  const size = 4096;
  const allocated = (): number => (tf.memory() as unknown as { numBytesAllocatedInGPU: number }).numBytesAllocatedInGPU;
  const before = allocated();
  const sum = tf.tidy(() => {
    let total = tf.zeros([size]);
    for (let round = 1; round <= 100; round++) {
      const next = tf.tidy(() => tf.add(total, tf.tensor1d(new Float32Array(size).fill(round))));
      total.dispose();
      total = next;
    }
    return total;
  });
  // The total, the next one and an upload, whose staging buffers are freed when they are submitted.
  const staging = 100 * 4 * size;
  expect(allocated() - before).toBeLessThan(staging + 10 * 4 * size);
  const values = await sum.data();
  expect(values.every((value) => value === 5050)).toBe(true);
  expect(allocated() - before).toBeLessThan(10 * 4 * size);
  sum.dispose();
});

// webgl computes small tensors on the processor or on the GPU, depending on where they are, and the two round differently.
test.each(['webgl', 'webgpu'] as const)('a replayed step agrees with the tape on %s', async (backend) => {
  await selectBackend(backend);
  const side = 16;
  const ferCnn = architectures['fer-cnn'];
  const network = ferCnn.build({
    input: { width: side, height: side, channels: 1 },
    labelCount: CLASSES,
    seed: 1,
    options: { ...ferCnn.defaults, stem: 4, widths: [4, 8] },
  });
  const options = { sizes: [2, 1, 2, 1], side };
  const expected = await takeSteps(network, { ...options, replay: false });
  const { numTensors, numDataBuffers } = tf.memory();
  const received = await takeSteps(network, { ...options, replay: true });
  expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  for (const [place, values] of expected.entries()) {
    const largest = Math.max(...values.map(Math.abs), 1e-3);
    const distance = farthest(Float32Array.from(values), Float32Array.from(received[place]!));
    expect(distance / largest, `output ${place}`).toBeLessThan(1e-4);
  }
  network.dispose();
});
