import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import type { Batch } from '#core/training/batches/createBatch';
import { createRandom } from '@ferkit/core/datasets';
import { computeGradients, GradientReplay, type Gradients } from '#core/training/steps/GradientReplay';
import { lossOf } from '#core/training/losses';
import { createTrainableNetwork } from '#core/training/steps/TrainableNetwork';
import { weightGroups } from '#core/training/steps/weightGroups';
import { countGraphs } from '../../support/countGraphs';
import { relativeDistance } from '../../support/relativeDistance';
import { CLASSES, SIDE } from '../../support/networkOfLayers';

export function drawBatch(size: number, round: number, side = SIDE): Batch {
  const random = createRandom(7, round);
  const targets = new Float32Array(size * CLASSES);
  for (let image = 0; image < size; image++) targets[image * CLASSES + random.integer(CLASSES)] = 1;
  return { size, images: Float32Array.from({ length: size * side * side }, () => random.normal()), targets };
}

/** Trains some steps. @param replay - false runs each by the tape @returns loss, correct, gradients and statistics of each step */
export async function takeSteps(
  layers: tf.LayersModel,
  { replay, sizes, side }: { readonly replay: boolean; readonly sizes: readonly number[]; readonly side?: number },
): Promise<number[][]> {
  const original = layers.getWeights().map((weight) => weight.clone());
  const network = createTrainableNetwork(layers, 5);
  const shape = [side ?? SIDE, side ?? SIDE, 1] as const;
  const groups = weightGroups(network.trainable);
  const gradientReplay = new GradientReplay(network, groups, lossOf('cross-entropy'), shape);
  const compute = (batch: Batch, step: number): Gradients => {
    if (replay) return gradientReplay.compute(batch, step);
    network.drawNoise(step, batch.size);
    const images = tf.tensor4d(batch.images, [batch.size, ...shape]);
    const targets = tf.tensor2d(batch.targets, [batch.size, CLASSES]);
    const computed = computeGradients(network, groups, lossOf('cross-entropy'), images, targets, batch.size);
    network.statistics.update();
    return computed;
  };
  const numbers: number[][] = [];
  const graphsBefore = countGraphs();
  for (const [index, size] of sizes.entries()) {
    const { loss, correct, gradients } = tf.tidy(() => compute(drawBatch(size, index, side), index + 1));
    const statistics = network.weights
      .filter((weight) => !network.trainable.includes(weight))
      .map((weight) => weight.read());
    for (const tensor of [loss, correct, ...gradients, ...statistics]) numbers.push([...(await tensor.data())]);
    tf.tidy(() => network.trainable.forEach((weight) => weight.write(tf.mul(weight.read(), 1.01))));
    tf.dispose([loss, correct, gradients]);
  }
  const graphs = replay && tf.getBackend() === 'tensorflow' ? new Set(sizes).size : 0;
  expect(countGraphs() - graphsBefore).toBe(graphs);
  gradientReplay.dispose();
  network.release();
  layers.setWeights(original);
  tf.dispose(original);
  return numbers;
}

/** The last batch of an epoch is smaller. Graphs of larger ones than four are scaled from smaller examples. */
const SIZES = [6, 6, 3, 6, 3];

/**
 * Expects that replayed steps agree with those by the tape, and leave no tensors: to the bit where an engine runs the same
 * kernels, to rounding where it compiles them to a graph.
 */
export async function expectReplayToAgree(network: tf.LayersModel, side?: number): Promise<void> {
  const options = { sizes: SIZES, ...(side === undefined ? {} : { side }) };
  const expected = await takeSteps(network, { ...options, replay: false });
  const { numTensors, numDataBuffers } = tf.memory();
  const data = tf.engine().backend.numDataIds();
  const replayed = await takeSteps(network, { ...options, replay: true });
  expect(replayed.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  const furthest = Math.max(...replayed.map((numbers, index) => relativeDistance(numbers, expected[index]!)));
  expect(furthest).toBeLessThanOrEqual(tf.getBackend() === 'tensorflow' ? ROUNDING : 0);
  // Graphs agree with each other to the bit, wherever a run is resumed.
  if (tf.getBackend() === 'tensorflow') {
    const once = await takeSteps(network, { ...options, replay: true });
    expect(Math.max(...replayed.map((numbers, index) => relativeDistance(numbers, once[index]!)))).toBe(0);
  }
  expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  expect(tf.engine().backend.numDataIds()).toBe(data);
  expect(expected[0]).not.toEqual(expected[expected.length / SIZES.length]);
}

/** Rounding of 32-bit sums in another order, relative to the largest addend. */
const ROUNDING = 1e-5;
