import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { selectBackend } from '@ferkit/core';
import { createRandom } from '@ferkit/core/datasets';
import { optimizers } from '#core/training/optimizers/optimizers';

test('Adam in one pass is Adam composed, to the last digits', async () => {
  const random = createRandom(54);
  const draw = (size: number): Float32Array => Float32Array.from({ length: size }, () => random.normal());
  for (const size of [1, 4, 11, 64]) {
    const [weight, gradient, mean, deviation] = [draw(size), draw(size), draw(size), draw(size)] as const;
    for (const name of ['adam', 'adamw'] as const) {
      const updates: number[][] = [];
      for (const backend of ['wasm', 'cpu'] as const) {
        await selectBackend(backend);
        const result = tf.tidy(() => {
          const updated = optimizers[name].update({
            weight: tf.tensor1d(weight),
            gradient: tf.tensor1d(gradient),
            slots: [tf.tensor1d(mean), tf.square(tf.tensor1d(deviation))],
            weightDecay: 0.1,
            numbers: optimizers[name].stepNumbers({ learningRate: 0.01, weightDecay: 0.1, step: 7 }),
          });
          return tf.concat1d([updated.weight, ...updated.slots] as tf.Tensor1D[]);
        });
        updates.push([...(await result.data())]);
        result.dispose();
      }
      updates[0]!.forEach((value, index) => expect(value).toBeCloseTo(updates[1]![index]!, 5));
    }
  }
});
