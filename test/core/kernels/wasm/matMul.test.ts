import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, it } from 'vitest';
import { createRandom } from '@ferkit/core/datasets';
import { drawValues, expectAgreement, startBackends } from './compareBackends';

beforeAll(startBackends);

describe('matrix products on wasm', () => {
  it('agree with cpu for each pair of transpositions, batched and broadcast', async () => {
    for (let round = 0; round < 120; round++) {
      const random = createRandom(4, round);
      const [rows, inner, columns] = [0, 1, 2].map(() => 1 + random.integer(round % 4 === 0 ? 70 : 9)) as [
        number,
        number,
        number,
      ];
      const transposeA = random.integer(2) === 1;
      const transposeB = random.integer(2) === 1;
      const batches = ([[], [3], [2, 2]] as const)[random.integer(3)]!;
      const shapeA = [...batches, ...(transposeA ? [inner, rows] : [rows, inner])];
      const broadcast = batches.length === 1 && random.integer(2) === 0;
      const shapeB = [...(broadcast ? [1] : batches), ...(transposeB ? [columns, inner] : [inner, columns])];
      const a = drawValues(random, tf.util.sizeFromShape(shapeA));
      const b = drawValues(random, tf.util.sizeFromShape(shapeB));
      await expectAgreement(
        () => tf.tidy(() => tf.matMul(tf.tensor(a, shapeA), tf.tensor(b, shapeB), transposeA, transposeB)),
        JSON.stringify({ round, shapeA, shapeB, transposeA, transposeB }),
      );
    }
  });

  it('agree with cpu when fused with a bias and an activation', async () => {
    for (let round = 0; round < 60; round++) {
      const random = createRandom(5, round);
      const [rows, inner, columns] = [0, 1, 2].map(() => 1 + random.integer(20)) as [number, number, number];
      const transposeA = random.integer(2) === 1;
      const transposeB = random.integer(2) === 1;
      const activation = (['linear', 'relu', 'relu6', 'sigmoid', 'elu'] as const)[random.integer(5)]!;
      const shapeA: [number, number] = transposeA ? [inner, rows] : [rows, inner];
      const shapeB: [number, number] = transposeB ? [columns, inner] : [inner, columns];
      const a = drawValues(random, rows * inner);
      const b = drawValues(random, inner * columns);
      const bias = drawValues(random, columns);
      await expectAgreement(
        () =>
          tf.tidy(() =>
            tf.fused.matMul({
              a: tf.tensor2d(a, shapeA),
              b: tf.tensor2d(b, shapeB),
              transposeA,
              transposeB,
              bias: tf.tensor1d(bias),
              activation,
            }),
          ),
        JSON.stringify({ round, shapeA, shapeB, transposeA, transposeB, activation }),
      );
    }
  });
});
