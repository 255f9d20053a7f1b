import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CapturedWork, GraphExecutable } from '#core/graphs/CompiledGraph';
import { architectures, selectBackend } from '@ferkit/core';
import { compileSavedModel } from '#core/graphs/tensorflow/compileSavedModel.node';
import { currentTensorFlowBackend, listenToOperations } from '#core/tfjs/TensorFlowBackend';
import { lossOf } from '#core/training/losses';
import { GradientReplay } from '#core/training/steps/GradientReplay';
import { createTrainableNetwork } from '#core/training/steps/TrainableNetwork';
import { weightGroups } from '#core/training/steps/weightGroups';
import { CLASSES } from '../../support/networkOfLayers';
import { drawBatch } from '../../training/support/takeSteps';
import { numbersFrom, captureReplay } from '../captureReplay';

let folder: string;
beforeAll(() => selectBackend('tensorflow'));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ferkit-test-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  tf.disposeVariables();
});

test('a compiled graph takes new inputs and the current values of variables', async () => {
  const [scale, shift] = tf.tidy(() => [tf.variable(tf.ones([2]), false), tf.variable(tf.ones([2]), false)]);
  const work = (x: tf.Tensor): tf.Tensor[] => {
    const bent = tf.reshape(x, [2, 2]);
    const scaled = tf.add(tf.mul(bent, scale), tf.mul(shift, 10));
    const [left, right] = tf.split(scaled, 2, 1) as [tf.Tensor, tf.Tensor];
    // int32, bool, a list of tensors, a negative axis, several outputs, and an input as output.
    const isLarge = tf.greater(tf.sum(scaled, -1), 20);
    const joined = tf.concat([left, right, tf.fill([2, 1], 3)], -1);
    return [joined, tf.argMax(joined, -1), isLarge, tf.where(isLarge, tf.ones([2]), tf.zeros([2])), tf.clone(x)];
  };
  const { numTensors, numDataBuffers } = tf.memory();
  const data = tf.engine().backend.numDataIds();
  const { replay: compiled, first } = await captureReplay(() => tf.tensor1d([1, 2, 3, 4]), work);
  expect(compiled.isCompiled).toBe(true);
  expect(await numbersFrom(() => compiled.run([tf.tensor1d([1, 2, 3, 4])]))).toEqual(first);
  const create = (): tf.Tensor => tf.tensor1d([5, -6, 7, 8]);
  expect(await numbersFrom(() => compiled.run([create()]))).toEqual(await numbersFrom(() => work(create())));
  tf.tidy(() => shift.assign(tf.tensor1d([100, 200])));
  const again = await numbersFrom(() => compiled.run([create()]));
  expect(again).toEqual(await numbersFrom(() => work(create())));
  expect(again[0]).toEqual([1005, 1994, 3, 1007, 2008, 3]);
  compiled.dispose();
  expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  expect(tf.engine().backend.numDataIds()).toBe(data);
  expect(readdirSync(folder)).toEqual([]);
});

test('work that depends on values is not compiled', async () => {
  const work = (x: tf.Tensor): tf.Tensor[] => [tf.gather(x, tf.cast(tf.minimum(x, 1), 'int32'))];
  const { replay: compiled } = await captureReplay(() => tf.tensor1d([1, 0]), work);
  expect(compiled.isCompiled).toBe(false);
  expect(await numbersFrom(() => compiled.run([tf.tensor1d([0, 5])]))).toEqual([[0, 5]]);
  compiled.dispose();
});

test('work on variables that share data is not compiled', async () => {
  const ones = tf.tensor1d([1, 1]);
  const [scale, shift] = [tf.variable(ones, false), tf.variable(ones, false)];
  const work = (x: tf.Tensor): tf.Tensor[] => [tf.add(tf.mul(x, scale), shift)];
  const { replay: compiled } = await captureReplay(() => tf.tensor1d([1, 2]), work);
  expect(compiled.isCompiled).toBe(false);
  tf.tidy(() => shift.assign(tf.tensor1d([10, 20])));
  expect(await numbersFrom(() => compiled.run([tf.tensor1d([1, 2])]))).toEqual([[11, 22]]);
  compiled.dispose();
  ones.dispose();
});

describe('a graph of two examples', () => {
  /** Compiles work on tensors of any number of rows and three columns. */
  function compile(work: (rows: tf.Tensor2D) => tf.Tensor[], lengths = [5, 7]): GraphExecutable | undefined {
    const [example, another] = lengths.map((count): CapturedWork => {
      const rows = tf.zeros<tf.Rank.R2>([count, 3]);
      return { inputs: [rows], work: () => work(rows) };
    });
    let program: GraphExecutable | undefined;
    tf.tidy(() => void (program = compileSavedModel(example!, another)));
    return program;
  }
  const draw = (count: number): tf.Tensor2D =>
    tf.tensor2d(
      Array.from({ length: count * 3 }, (_, at) => at),
      [count, 3],
    );

  test('takes inputs of any length, sliced and reshaped', async () => {
    const work = (rows: tf.Tensor2D): tf.Tensor[] => {
      const cut = tf.slice(rows, [0, 1], [rows.shape[0], 2]);
      // 5 is also a constant, which has to stay 5.
      return [tf.reshape(cut, [rows.shape[0] * 2]), tf.reshape(tf.tile(rows, [1, 5]), [rows.shape[0], 5, 3])];
    };
    const program = compile(work)!;
    for (const count of [1, 5, 12]) {
      expect(await numbersFrom(() => program.run([draw(count)]))).toEqual(await numbersFrom(() => work(draw(count))));
    }
    program.dispose();
  });

  test.each<[name: string, work: (rows: tf.Tensor2D) => tf.Tensor[]]>([
    ['other operations', (rows) => [rows.shape[0] === 5 ? tf.square(rows) : tf.abs(rows)]],
    ['more of them', (rows) => [rows.shape[0] === 5 ? rows : tf.abs(rows)].map((one) => tf.square(one))],
    ['other attributes', (rows) => [tf.matMul(rows, tf.eye(3), false, rows.shape[0] === 5)]],
    ['other numbers', (rows) => [tf.mul(rows, rows.shape[0])]],
    ['a length that cannot be left open', (rows) => [tf.tile(tf.sum(rows, 0, true), [rows.shape[0], 1])]],
    ['two lengths', (rows) => [tf.reshape(tf.matMul(rows, rows, false, true), [1, rows.shape[0], rows.shape[0]])]],
    ['other outputs', (rows) => tf.split(rows, 3, 1).slice(rows.shape[0] === 5 ? 0 : 1, rows.shape[0] === 5 ? 1 : 2)],
  ])('is not made where they differ in %s', (_, work) => {
    expect(compile(work)).toBeUndefined();
    expect(compile(work, [5, 5])).toBeDefined();
  });
});

test('without a writable folder, the kernels run one by one', async () => {
  vi.stubEnv('TMPDIR', join(folder, 'missing'));
  const { replay: compiled } = await captureReplay(
    () => tf.tensor1d([1, 2]),
    (x) => [tf.square(x)],
  );
  expect(compiled.isCompiled).toBe(false);
  expect(await numbersFrom(() => compiled.run([tf.tensor1d([3, 4])]))).toEqual([[9, 16]]);
  compiled.dispose();
});

describe('a graph that is scaled from small examples', () => {
  /** Compiles work on tensors of seven rows and three columns. */
  function compile(work: (rows: tf.Tensor2D) => tf.Tensor[]): GraphExecutable | undefined {
    const [example, another, check] = [2, 3, 4].map((count): CapturedWork => {
      const rows = tf.zeros<tf.Rank.R2>([count, 3]);
      return { inputs: [rows], work: () => work(rows) };
    });
    let program: GraphExecutable | undefined;
    tf.tidy(() => void (program = compileSavedModel(example!, another, { check: check!, size: 7 })));
    return program;
  }

  test('has shapes and constants of its size', async () => {
    const work = (rows: tf.Tensor2D): tf.Tensor[] => {
      const [count] = rows.shape;
      return [
        tf.add(tf.reshape(rows, [3, count]), tf.ones([3, count])),
        tf.tile(tf.slice(rows, [1, 0], [count - 1, 2]), [1, count]),
      ];
    };
    const program = compile(work)!;
    const create = (): tf.Tensor2D => tf.tensor2d([...Array(21).keys()], [7, 3]);
    expect(await numbersFrom(() => program.run([create()]))).toEqual(await numbersFrom(() => work(create())));
    program.dispose();
  });

  test.each([
    ['a mean over all rows', (rows: tf.Tensor2D) => [tf.mul(rows, 1 / rows.shape[0])]],
    ['pairs of rows', (rows: tf.Tensor2D) => [tf.reshape(tf.matMul(rows, rows, false, true), [rows.shape[0] ** 2])]],
    ['another operation for more rows', (rows: tf.Tensor2D) => [rows.shape[0] > 3 ? tf.exp(rows) : tf.sin(rows)]],
  ])('is refused for %s', (_, work) => {
    expect(compile(work)).toBeUndefined();
  });

  test.each(Object.values(architectures))('keeps a training step of $id from running a whole batch', (architecture) => {
    const input = { width: 48, height: 48, channels: 1 as const };
    const options = { ...architecture.defaults, stem: 4, widths: [4, 8] };
    const layers = architecture.build({ input, labelCount: CLASSES, seed: 1, options: options as never });
    const network = createTrainableNetwork(layers, 1);
    const replay = new GradientReplay(network, weightGroups(network.trainable), lossOf('cross-entropy'), [48, 48, 1]);
    const lengths: number[] = [];
    const onOperation = (_: string, __: unknown, given: readonly tf.TensorInfo[]): void => {
      for (const { shape } of given)
        if (shape.length > 1 && shape.slice(1).join() === '48,48,1') lengths.push(shape[0]!);
    };
    listenToOperations(currentTensorFlowBackend(), { onOperation, onRead: () => undefined }, () =>
      tf.tidy(() => void replay.compute(drawBatch(12, 1, 48), 1)),
    );
    expect(new Set(lengths)).toEqual(new Set([2, 3, 4]));
    replay.dispose();
    network.release();
    layers.dispose();
  });
});
