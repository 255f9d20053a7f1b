import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { BackendName } from '@ferkit/core/metrics';
import { type OptimizerName, selectBackend } from '@ferkit/core';
import { optimizers } from '#core/training/optimizers/optimizers';
import { testBackend } from '../support/testBackend';

/** Five updates of one weight of 1 with gradients 0.5, -0.2, 0.1, 0.4, 0.3. */
async function follow(
  backend: BackendName,
  name: OptimizerName,
  learningRate: number,
  weightDecay: number,
): Promise<number[]> {
  await selectBackend(backend);
  const optimizer = optimizers[name];
  let weight = 1;
  let slots = optimizer.slots.map(() => 0);
  const path: number[] = [];
  for (const [index, gradient] of [0.5, -0.2, 0.1, 0.4, 0.3].entries()) {
    const result = tf.tidy(() => {
      const updated = optimizer.update({
        weight: tf.scalar(weight),
        gradient: tf.scalar(gradient),
        slots: slots.map((slot) => tf.scalar(slot)),
        weightDecay,
        numbers: optimizer.stepNumbers({ learningRate, weightDecay, step: index + 1 }),
      });
      return tf.stack([updated.weight, ...updated.slots]);
    });
    [weight, ...slots] = [...(await result.data())] as [number, ...number[]];
    result.dispose();
    path.push(weight);
  }
  return path;
}

/** Printed by PyTorch 2.13 for torch.optim.SGD(momentum=0.9, nesterov=True), Adam(eps=1e-7) and AdamW(eps=1e-7). */
const references: readonly (readonly [OptimizerName, number, number, readonly number[]])[] = [
  ['sgd', 0.1, 0, [0.905, 0.9025, 0.86325, 0.7609249, 0.6478325]],
  ['sgd', 0.1, 0.05, [0.8955, 0.8804427, 0.8255568, 0.7052786, 0.5730431]],
  ['adam', 0.1, 0, [0.9, 0.8654395, 0.8275003, 0.7681108, 0.700122]],
  ['adam', 0.1, 0.05, [0.9, 0.855703, 0.8069842, 0.7402096, 0.6661617]],
  ['adamw', 0.1, 0.05, [0.895, 0.8559645, 0.8137455, 0.7502873, 0.678547]],
];

// Some engines update a weight in one pass; on cpu, the updates are composed of the operations that every engine has.
describe.each([...new Set<BackendName>([testBackend, 'cpu'])])(
  'on %s an optimizer takes the steps that PyTorch takes',
  (backend) => {
    test.each(references)('%s, rate %d, decay %d', async (name, learningRate, weightDecay, expected) => {
      const path = await follow(backend, name, learningRate, weightDecay);
      path.forEach((weight, step) => expect(weight).toBeCloseTo(expected[step]!, 5));
    });
  },
);
