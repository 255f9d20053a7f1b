import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { selectBackend } from '@ferkit/core';
import { RunningStatistics } from '#core/training/steps/normalization';

beforeEach(() => selectBackend('cpu'));
afterEach(() => tf.disposeVariables());

/** The moving mean of a layer of two channels, and what it holds. */
function createStatistic(): { readonly statistic: tf.LayerVariable; readonly numbers: () => Promise<number[]> } {
  const layer = tf.layers.batchNormalization({});
  layer.build([null, 2]);
  const statistic = layer.nonTrainableWeights[0]!;
  return { statistic, numbers: async () => [...(await statistic.read().data())] };
}

describe('running statistics', () => {
  test('move once for each measurement, each with its own momentum', async () => {
    const [slow, quick] = [createStatistic(), createStatistic()];
    const running = new RunningStatistics();
    running.measure(slow.statistic, tf.tensor1d([8, 16]), 0.75);
    running.measure(quick.statistic, tf.tensor1d([4, -4]), 0.5);
    running.measure(slow.statistic, tf.tensor1d([6, 8]), 0.75);
    running.update();
    expect(await slow.numbers()).toEqual([3, 5]);
    expect(await quick.numbers()).toEqual([2, -2]);
  });

  test('keep a measurement through a tidy, and dispose it when they are updated', async () => {
    const { statistic, numbers } = createStatistic();
    const before = tf.memory().numTensors;
    const running = new RunningStatistics();
    tf.tidy(() => running.measure(statistic, tf.tensor1d([1, 2]), 0));
    expect(tf.memory().numTensors).toBe(before + 1);
    running.update();
    expect(await numbers()).toEqual([1, 2]);
    expect(tf.memory().numTensors).toBe(before);
    running.update();
    expect(await numbers()).toEqual([1, 2]);
  });

  test('drop the measurements of a failed step', async () => {
    const { statistic, numbers } = createStatistic();
    const before = tf.memory().numTensors;
    const running = new RunningStatistics();
    running.measure(statistic, tf.tensor1d([1, 2]), 0);
    running.clear();
    running.update();
    expect(await numbers()).toEqual([0, 0]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
