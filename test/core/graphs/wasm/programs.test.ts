import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  architectures,
  createModel,
  createSyntheticFaces,
  loadModel,
  selectBackend,
  type FerModel,
} from '@ferkit/core';
import { createRandom } from '@ferkit/core/datasets';
import { engineOf } from '#core/backends/selectBackend';
import { BlazeFace } from '#core/faces/BlazeFace';
import { programCompilers } from '#core/graphs/ForwardProgram';
import { ProgramHeap } from '#core/graphs/wasm/ProgramHeap';
import type { ModelImage } from '#core/images/GrayImage';

type Code = ProgramHeap['code'];

/** Runs work with another `run` in place of that of the programs. */
async function withRun<Result>(
  createRun: (run: Code['run']) => Code['run'],
  work: () => Promise<Result>,
): Promise<Result> {
  const heap = ProgramHeap.open() as { code: Code };
  const { code } = heap;
  heap.code = { ...code, run: createRun(code.run) };
  try {
    return await work();
  } finally {
    heap.code = code;
  }
}

const faces = createSyntheticFaces({ count: 8, seed: 3 });
const random = createRandom(5);
const images: readonly ModelImage[] = [
  ...Array.from({ length: 8 }, (_, index) => faces.image(index)),
  ...Array.from({ length: 3 }, () => ({
    pixels: Uint8Array.from({ length: 48 * 48 }, () => Math.floor(random.next() * 256)),
    width: 48,
    height: 48,
  })),
];

/** Gives all weights numbers that a training could have found, also to the statistics of normalisations. */
async function drawWeights(model: FerModel, backend: 'wasm' | 'cpu', seed: number): Promise<void> {
  await selectBackend(backend);
  const draw = createRandom(seed);
  tf.tidy(() => {
    model.layers.setWeights(
      model.layers.weights.map(({ name, shape }) => {
        const size = tf.util.sizeFromShape(shape as number[]);
        const inputs = size / (shape.at(-1) ?? 1);
        const numbers = Float32Array.from({ length: size }, () =>
          /variance|gamma/.test(name)
            ? 0.5 + draw.next()
            : draw.normal() * (shape.length > 1 ? Math.sqrt(2 / inputs) : 0.1),
        );
        return tf.tensor(numbers, shape as number[]);
      }),
    );
  });
}

const greatestDifference = (one: Float32Array, other: Float32Array): number =>
  one.reduce(
    (most, number, index) => Math.max(most, Math.abs(number - other[index]!)),
    one.length === other.length ? 0 : NaN,
  );

let held: FerModel;
afterAll(() => held.dispose());
beforeAll(async () => {
  // Keeps the memory of the programs while other models come and go.
  held = await loadModel({ backend: 'wasm' });
  await held.predict(images.slice(0, 1));
});

/** Small enough for the cpu backend, with as many kinds of layers as by default. */
const smaller = [
  { architecture: 'fer-cnn', options: { widths: [16, 40] } },
  { architecture: 'bst261', options: { filters: [8, 16, 24], denseUnits: 16 } },
  { architecture: 'mini-xception' },
  { architecture: 'fer-resnet', options: { stem: 8 } },
] as const;

test('every network is tried', () => {
  expect(smaller.map(({ architecture }) => architecture).sort()).toEqual(Object.keys(architectures).sort());
});

describe.each(smaller)('a program of $architecture', (chosen) => {
  test('gives the scores of the cpu backend, alone and in groups, bit for bit each time', async () => {
    const [model, reference] = [
      await createModel({ ...chosen, seed: 1, backend: 'wasm' }),
      await createModel({ ...chosen, seed: 1, backend: 'cpu' }),
    ];
    for (const [round, seed] of [7, 8].entries()) {
      await drawWeights(reference, 'cpu', seed);
      await drawWeights(model, 'wasm', seed);
      const expected = await reference.predictMatrix(images.slice(round, round + 5));
      const scores = await model.predictMatrix(images.slice(round, round + 5));
      expect(greatestDifference(scores, expected)).toBeLessThan(1e-4);
      expect(await model.predictMatrix(images.slice(round, round + 5))).toEqual(scores);
      const [alone] = await model.predict(images.slice(round, round + 1));
      expect(greatestDifference(alone!, scores.slice(0, alone!.length))).toBeLessThan(1e-5);
    }
    model.dispose();
    reference.dispose();
  });

  test('runs, once for each group of images', async () => {
    const model = await createModel({ ...chosen, seed: 2, backend: 'wasm' });
    await drawWeights(model, 'wasm', 9);
    let runs = 0;
    await withRun(
      (run) =>
        (...parameters) => {
          runs++;
          run(...parameters);
        },
      () => model.predictMatrix(images),
    );
    // Eleven images are a group of eight and a group of three.
    expect(runs).toBe(2);
    model.dispose();
  });
});

test('a program of the bundled model gives the scores of the cpu backend', async () => {
  const reference = await loadModel({ backend: 'cpu' });
  const expected = await reference.predictMatrix(images.slice(6, 10));
  expect(greatestDifference(await held.predictMatrix(images.slice(6, 10)), expected)).toBeLessThan(1e-4);
  reference.dispose();
});

describe('a program', () => {
  test('follows its weights', async () => {
    const model = await createModel({ seed: 3, backend: 'wasm' });
    for (const seed of [11, 12]) {
      await drawWeights(model, 'wasm', seed);
      const scores = await model.predictMatrix(images.slice(0, 2));
      const expected = await applyLayers(model, images.slice(0, 2));
      expect(greatestDifference(scores, expected)).toBeLessThan(1e-5);
    }
    model.dispose();
  });

  test('takes the detector over inputs of any size within few plans', async () => {
    const network = await BlazeFace.open(engineOf(await selectBackend('wasm')));
    await network.prepare();
    const first = await network.run(new Float32Array(64 * 64 * 3).fill(0.5), 64, 64);
    const bytes = memorySize();
    for (let side = 1; side <= 12; side++) await network.run(new Float32Array(32 * side * 64 * 3), 32 * side, 64);
    const grown = memorySize();
    for (let side = 1; side <= 12; side++) await network.run(new Float32Array(32 * side * 64 * 3), 32 * side, 64);
    expect(memorySize()).toBe(grown);
    expect(grown - bytes).toBeLessThan(16 << 20);
    expect(await network.run(new Float32Array(64 * 64 * 3).fill(0.5), 64, 64)).toEqual(first);
    network.dispose();
  });

  test('leaves its memory to the next one', async () => {
    const tensors = tf.memory().numTensors;
    const sizes = new Set<number>();
    for (let round = 0; round < 200; round++) {
      const model = await createModel({ architecture: 'mini-xception', seed: round, backend: 'wasm' });
      await model.predict(images.slice(0, round % 2 === 0 ? 1 : 3));
      model.dispose();
      if (round > 2) sizes.add(memorySize());
    }
    expect(sizes.size).toBe(1);
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

describe('the memory of programs', () => {
  test('gives out blocks that do not overlap, and joins those that come back', () => {
    const heap = ProgramHeap.open()!;
    const draw = createRandom(1);
    const blocks: { readonly address: number; readonly bytes: number }[] = [];
    for (let step = 0; step < 2000; step++) {
      if (blocks.length > 20 || (blocks.length > 0 && draw.next() < 0.4)) {
        const [block] = blocks.splice(Math.floor(draw.next() * blocks.length), 1);
        heap.release(block!.address);
        continue;
      }
      const bytes = 1 + Math.floor(draw.next() ** 4 * 300_000);
      const address = heap.allocate(bytes);
      expect(address % 64).toBe(0);
      for (const other of blocks) {
        expect(address + bytes <= other.address || other.address + other.bytes <= address).toBe(true);
      }
      blocks.push({ address, bytes });
    }
    for (const { address } of blocks) heap.release(address);
    const size = memorySize();
    heap.release(heap.allocate(1_000_000));
    expect(memorySize()).toBe(size);
  });

  test('says that there is no more', () => {
    expect(() => ProgramHeap.open()!.allocate(2 ** 33)).toThrow('out of memory');
  });
});

test('only wasm has programs', () => {
  expect([...programCompilers.keys()]).toEqual(['wasm']);
});

const memorySize = (): number => ProgramHeap.open()!.words(0, 1).buffer.byteLength;

async function applyLayers(model: FerModel, pictures: readonly ModelImage[]): Promise<Float32Array> {
  await selectBackend('wasm');
  const { mean, std } = model.metadata.preprocessing;
  const output = tf.tidy(() => {
    const pixels = pictures.flatMap((picture) => Array.from(picture.pixels, (value) => (value / 255 - mean) / std));
    return model.layers.apply(tf.tensor4d(pixels, [pictures.length, 48, 48, 1]), { training: false }) as tf.Tensor;
  });
  const numbers = await output.data<'float32'>();
  output.dispose();
  return numbers;
}
