import * as tf from '@tensorflow/tfjs';
import { FerError } from '../errors';
import { Engine } from '../tfjs/Engine';
import { restoringEngine } from '../tfjs/engineRegistry';
import type { BackendProvider } from './BackendProvider';
import { cpu } from './cpu';
import { messageOf } from './refusals';

/**
 * Tolerance of a value against the cpu backend's, as a fraction of the largest value of the tensor. Wide enough for TF32 and 16-bit
 * textures, far too narrow for a wrong kernel.
 */
const TOLERANCE = 0.01;

const SHAPES = {
  image: [2, 8, 8, 3],
  'convolution filter': [3, 3, 3, 8],
  'convolution bias': [8],
  'depthwise filter': [3, 3, 8, 1],
  'dense kernel': [128, 5],
} as const satisfies Readonly<Record<string, readonly number[]>>;

const RESULT_NAMES = ['prediction', 'loss', ...Object.keys(SHAPES).map((what) => `gradient of the ${what}`)];

type TestResults = readonly { readonly what: string; readonly values: Float32Array }[];

/**
 * Runs a forward and a backward pass of a tiny network on a started engine and compares the results with the cpu backend's. Drivers
 * of some phones compute correct predictions but gradients of zero: a network would train for an hour and learn nothing. The
 * current engine does not change, and no tensor is left.
 *
 * @throws BACKEND_UNSOUND naming the first result that differs
 */
export async function selfTest({ name, engine }: Pick<BackendProvider, 'name' | 'engine'>): Promise<void> {
  if (engine === cpu.engine) return;
  const expected = await cpuResults();
  const received = await computeResults(new Engine(name, engine)).catch((error: unknown) => {
    throw unsound(name, 'a forward and a backward pass without an error', messageOf(error), 'run');
  });
  expected.forEach(({ what, values }, index) => {
    const actual = received[index]!.values;
    const limit = TOLERANCE * values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    // Negated, because a comparison with NaN is false.
    const wrong = values.findIndex((value, at) => !(Math.abs(value - actual[at]!) <= limit));
    if (wrong < 0) return;
    throw unsound(
      name,
      `${what}[${wrong}] = ${values[wrong]!} within ${limit.toPrecision(2)}`,
      String(actual[wrong]),
      what,
    );
  });
}

let reference: Promise<TestResults> | undefined;

/** The results of the cpu backend, computed once. */
function cpuResults(): Promise<TestResults> {
  reference ??= cpu.activate().then(() => computeResults(new Engine(cpu.name, cpu.engine)));
  return reference;
}

function unsound(name: string, expected: string, received: string, check: string): FerError {
  return new FerError('BACKEND_UNSOUND', {
    failed: `Backend "${name}" fails its self-test`,
    expected,
    received,
    next: 'Choose another backend, or update the driver of the device.',
    name,
    check,
  });
}

async function computeResults(engine: Engine): Promise<TestResults> {
  const tensors = restoringEngine(() => engine.run(computeTensors));
  try {
    return await Promise.all(
      tensors.map(async (tensor, index) => ({ what: RESULT_NAMES[index]!, values: await tensor.data<'float32'>() })),
    );
  } finally {
    tf.dispose(tensors);
  }
}

function computeTensors(): tf.Tensor[] {
  const inputs = Object.values(SHAPES).map(fixedNumbers);
  const { value, grads } = tf.valueAndGrads((...all: tf.Tensor[]) => loss(all))(inputs);
  return [predict(inputs), value, ...grads];
}

function predict([image, filter, bias, depthwise, dense]: tf.Tensor[]): tf.Tensor {
  const convolved = tf.relu(tf.add(tf.conv2d(image as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'), bias!));
  const pooled = tf.maxPool(convolved as tf.Tensor4D, 2, 2, 'valid');
  const features = tf.depthwiseConv2d(pooled, depthwise as tf.Tensor4D, 1, 'same');
  return tf.logSoftmax(tf.matMul(features.reshape([2, 128]), dense as tf.Tensor2D));
}

function loss(inputs: tf.Tensor[]): tf.Scalar {
  const target = tf.tensor2d([0, 0, 1, 0, 0, 0.25, 0, 0, 0.75, 0], [2, 5]);
  return tf.neg(tf.mean(tf.sum(tf.mul(target, predict(inputs)), -1)));
}

/** Irregular numbers from -0.5 to 0.5, bit-identical on every platform. */
function fixedNumbers(shape: readonly number[], seed: number): tf.Tensor {
  const size = tf.util.sizeFromShape([...shape]);
  const values = Float32Array.from(
    { length: size },
    (_, index) => ((index * 7919 + seed * 104_729 + 31) % 257) / 256 - 0.5,
  );
  return tf.tensor(values, [...shape]);
}
