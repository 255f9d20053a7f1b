import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CapturedWork, GraphExecutable } from '#core/graphs/CompiledGraph';
import { selectBackend } from '@ferkit/core';
import { compileSavedModel } from '#core/graphs/tensorflow/compileSavedModel.node';
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
