import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import type { Batch } from '#core/training/batches/mixup';
import { createRandom } from '@ferkit/core/datasets';
import { computeGradients, type Gradients } from '#core/training/steps/computeGradients';
import { StepGradients } from '#core/training/steps/StepGradients';
import { createTrainingGraph } from '#core/training/steps/TrainableNetwork';
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

/** Trains some steps; all that they say, as numbers. @param plans - whether what one step did is done again by the next ones */
export async function takeSteps(
  network: tf.LayersModel,
  { plans, sizes, side }: { readonly plans: boolean; readonly sizes: readonly number[]; readonly side?: number },
): Promise<number[][]> {
  const original = network.getWeights().map((weight) => weight.clone());
  const graph = createTrainingGraph(network, 5);
  const shape = [side ?? SIDE, side ?? SIDE, 1] as const;
  const groups = weightGroups(graph.trainable);
  const planned = new StepGradients(graph, groups, shape);
  const compute = (batch: Batch, step: number): Gradients => {
    if (plans) return planned.compute(batch, step);
    graph.drawNoise(step, batch.size);
    const images = tf.tensor4d(batch.images, [batch.size, ...shape]);
    const targets = tf.tensor2d(batch.targets, [batch.size, CLASSES]);
    const computed = computeGradients(graph, groups, images, targets, batch.size);
    graph.statistics.follow();
    return computed;
  };
  const said: number[][] = [];
  const graphsBefore = countGraphs();
  for (const [index, size] of sizes.entries()) {
    const { loss, correct, gradients } = tf.tidy(() => compute(drawBatch(size, index, side), index + 1));
    const statistics = graph.weights
      .filter((weight) => !graph.trainable.includes(weight))
      .map((weight) => weight.read());
    for (const tensor of [loss, correct, ...gradients, ...statistics]) said.push([...(await tensor.data())]);
    tf.tidy(() => graph.trainable.forEach((weight) => weight.write(tf.mul(weight.read(), 1.01))));
    tf.dispose([loss, correct, gradients]);
  }
  const graphs = plans && tf.getBackend() === 'tensorflow' ? new Set(sizes).size : 0;
  expect(countGraphs() - graphsBefore).toBe(graphs);
  planned.dispose();
  graph.release();
  network.setWeights(original);
  tf.dispose(original);
  return said;
}

/** The last batch of an epoch is smaller. */
const SIZES = [4, 4, 3, 4, 3];

/**
 * The steps of a network are the same whether they are done again or by the tape, and leave nothing: to the bit where an engine runs
 * the same kernels, to rounding where it makes a graph of them.
 */
export async function expectTheSameAgain(network: tf.LayersModel, side?: number): Promise<void> {
  const options = { sizes: SIZES, ...(side === undefined ? {} : { side }) };
  const expected = await takeSteps(network, { ...options, plans: false });
  const { numTensors, numDataBuffers } = tf.memory();
  const data = tf.engine().backend.numDataIds();
  const again = await takeSteps(network, { ...options, plans: true });
  expect(again.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  const furthest = Math.max(...again.map((numbers, index) => relativeDistance(numbers, expected[index]!)));
  expect(furthest).toBeLessThanOrEqual(tf.getBackend() === 'tensorflow' ? ROUNDING : 0);
  // And a second time to the bit, wherever it is resumed.
  if (tf.getBackend() === 'tensorflow') {
    const once = await takeSteps(network, { ...options, plans: true });
    expect(Math.max(...again.map((numbers, index) => relativeDistance(numbers, once[index]!)))).toBe(0);
  }
  expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  expect(tf.engine().backend.numDataIds()).toBe(data);
  expect(expected[0]).not.toEqual(expected[expected.length / SIZES.length]);
}

/** Of 32-bit numbers that are summed up in another order, beside the largest of them. */
const ROUNDING = 1e-5;
