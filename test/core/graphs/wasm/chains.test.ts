import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { selectBackend } from '@ferkit/core';
import { createRandom } from '@ferkit/core/datasets';
import { engineOf } from '#core/backends/selectBackend';
import { startProgramThread } from '#core/backends/startProgramThread.node';
import { type ForwardProgram, loadProgramCompiler, type ProgramCompiler } from '#core/graphs/ForwardProgram';
import { ProgramHeap, type ProgramRun } from '#core/graphs/wasm/ProgramHeap';
import { ProgramThreads } from '#core/graphs/wasm/ProgramThreads';
import { relativeDistance } from '../../support/relativeDistance';

type Shape = [batch: number, height: number, width: number, channels: number];
type Work = (input: tf.Tensor4D) => tf.Tensor4D[];

/** The kind of a chain and of a separable convolution in the records of a program. */
const [CHAIN, SEPARABLE] = [9, 2];

let compile: ProgramCompiler;
beforeAll(async () => {
  engineOf(await selectBackend('wasm')).use();
  compile = (await loadProgramCompiler())!;
});

const random = createRandom(3);
const draw = (count: number, scale = 1): Float32Array =>
  Float32Array.from({ length: count }, () => random.normal() * scale);

/** A depthwise and a pointwise convolution, with the input added or not. */
function createBlock(channels: number, isResidual: boolean): (x: tf.Tensor4D) => tf.Tensor4D {
  const filter = tf.tensor4d(draw(9 * channels, 0.4), [3, 3, channels, 1]);
  const pointwise = tf.tensor4d(draw(channels ** 2, channels ** -0.5), [1, 1, channels, channels]);
  const bias = tf.tensor1d(draw(channels, 0.1));
  return (x) => {
    const y: tf.Tensor4D = tf.add(tf.conv2d(tf.depthwiseConv2d(x, filter, 1, 'same'), pointwise, 1, 'same'), bias);
    return tf.relu(isResidual ? tf.add<tf.Tensor4D>(y, x) : y);
  };
}

const inTurn =
  (...blocks: readonly ((x: tf.Tensor4D) => tf.Tensor4D)[]): Work =>
  (input) => [blocks.reduce((x, block) => block(x), input)];

/** The numbers of a program and those of its layers, and for each operation with units its kind. */
async function runBoth(
  work: Work,
  shape: Shape,
): Promise<{ found: Float32Array[]; expected: Float32Array[]; kinds: number[] }> {
  const pixels = draw(tf.util.sizeFromShape(shape));
  const outputs = tf.tidy(() => work(tf.tensor4d(pixels, shape)));
  const expected = await Promise.all(outputs.map((output) => output.data<'float32'>()));
  tf.dispose(outputs);
  const program = compile([1, 8, 8, shape[3]], work)!;
  const { found, kinds } = watch(program, pixels, shape);
  program.dispose();
  return { found, expected, kinds };
}

function watch(
  program: ForwardProgram,
  pixels: Float32Array,
  shape: Shape,
): { found: Float32Array[]; kinds: number[] } {
  const heap = ProgramHeap.open()!;
  let kinds: number[] = [];
  heap.run = (run: ProgramRun, batch: number) => {
    const words = heap.words(run.operations, run.count * 32);
    kinds = Array.from({ length: run.count }, (_, index) => [words[index * 32]!, words[index * 32 + 1]!] as const)
      .filter(([, units]) => units > 0)
      .map(([kind]) => kind);
    return ProgramHeap.prototype.run.call(heap, run, batch);
  };
  const found = program.run(pixels, shape);
  return { found, kinds };
}

function expectAlike(found: readonly Float32Array[], expected: readonly Float32Array[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((numbers, output) => expect(relativeDistance(numbers, expected[output]!)).toBeLessThan(1e-5));
}

const blocks = [true, false, true, true].map((isResidual) => createBlock(16, isResidual));

test.each<[string, Shape]>([
  ['a large picture', [1, 160, 192, 16]],
  ['a batch of them, which is more than a group', [9, 150, 170, 16]],
  ['a flat one', [1, 2, 13_000, 16]],
  ['a narrow one', [1, 13_000, 2, 16]],
])('a chain of convolutions of %s gives the numbers of its layers', async (_, shape) => {
  const { found, expected, kinds } = await runBoth(inTurn(...blocks), shape);
  expectAlike(found, expected);
  // The rows between the convolutions of a very wide picture exceed the cache.
  expect(kinds).toEqual(shape[2] < 1000 ? [CHAIN] : [SEPARABLE, SEPARABLE, SEPARABLE, SEPARABLE]);
});

test('convolutions of a small picture run one after the other', async () => {
  const { found, expected, kinds } = await runBoth(inTurn(...blocks), [1, 24, 20, 16]);
  expectAlike(found, expected);
  expect(kinds).toEqual([SEPARABLE, SEPARABLE, SEPARABLE, SEPARABLE]);
});

test('a chain holds as many convolutions as the cache has room for', async () => {
  const { found, expected, kinds } = await runBoth(inTurn(...blocks), [1, 40, 3000, 16]);
  expectAlike(found, expected);
  expect(kinds).toEqual([CHAIN, CHAIN]);
});

test('a convolution that others read too is no part of a chain', async () => {
  const [first, second, third] = blocks as [(typeof blocks)[0], (typeof blocks)[0], (typeof blocks)[0]];
  const { found, expected, kinds } = await runBoth(
    (input) => {
      const shared = second(first(input));
      return [shared, third(shared)];
    },
    [1, 160, 192, 16],
  );
  expectAlike(found, expected);
  expect(kinds).toEqual([CHAIN, SEPARABLE]);
});

test('several threads compute the same bits of a chain as one', async () => {
  const shape: Shape = [2, 161, 190, 16];
  const pixels = draw(tf.util.sizeFromShape(shape));
  const work = inTurn(...blocks);
  const alone = compile([1, 8, 8, 16], work)!;
  const [expected] = alone.run(pixels, shape);
  for (const threads of [2, 3]) {
    await ProgramThreads.open(threads, startProgramThread);
    const together = compile([1, 8, 8, 16], work)!;
    for (let round = 0; round < 3; round++) {
      const [found] = together.run(pixels, shape);
      expect(Buffer.compare(new Uint8Array(found!.buffer), new Uint8Array(expected!.buffer))).toBe(0);
    }
    together.dispose();
  }
  alone.dispose();
});
