import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import type { Batch } from '../../../../packages/core/src/batches/createBatch';
import { createRandom } from '../../../../packages/core/src/random';
import { StepGradients } from '../../../../packages/core/src/training/StepGradients';
import { createTrainingGraph } from '../../../../packages/core/src/training/TrainingGraph';
import { weightGroups } from '../../../../packages/core/src/training/weightGroups';

export const CLASSES = 3;
/** Of an image, unless a network needs more. */
export const SIDE = 8;

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
  const create = (): StepGradients => new StepGradients(graph, weightGroups(graph.trainable), shape);
  let stepGradients = create();
  const said: number[][] = [];
  for (const [index, size] of sizes.entries()) {
    const { loss, correct, gradients } = tf.tidy(() => stepGradients.compute(drawBatch(size, index, side), index + 1));
    const statistics = graph.weights
      .filter((weight) => !graph.trainable.includes(weight))
      .map((weight) => weight.read());
    for (const tensor of [loss, correct, ...gradients, ...statistics]) said.push([...(await tensor.data())]);
    tf.tidy(() => graph.trainable.forEach((weight) => weight.write(tf.mul(weight.read(), 1.01))));
    tf.dispose([loss, correct, gradients]);
    if (plans) continue;
    stepGradients.dispose();
    stepGradients = create();
  }
  stepGradients.dispose();
  graph.release();
  network.setWeights(original);
  tf.dispose(original);
  return said;
}

/** The last batch of an epoch is smaller. */
const SIZES = [4, 4, 3, 4, 3];

/** The steps of a network are the same to the bit whether they are done again or by the tape, and leave nothing. */
export async function expectTheSameAgain(network: tf.LayersModel, side?: number): Promise<void> {
  const options = { sizes: SIZES, ...(side === undefined ? {} : { side }) };
  const expected = await takeSteps(network, { ...options, plans: false });
  const { numTensors, numDataBuffers } = tf.memory();
  const data = tf.engine().backend.numDataIds();
  expect(await takeSteps(network, { ...options, plans: true })).toEqual(expected);
  expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  expect(tf.engine().backend.numDataIds()).toBe(data);
  expect(expected[0]).not.toEqual(expected[expected.length / SIZES.length]);
}
