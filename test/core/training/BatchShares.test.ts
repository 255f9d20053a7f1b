import { expect, test } from 'vitest';
import { createBatch } from '#core/training/batches/createBatch';
import type { BatchOptions } from '#core/training/batches/mixup';
import { augmentDefaults, createRandom } from '@ferkit/core/datasets';
import { orderSamples } from '#core/training/batches/orderSamples';
import { BatchShards } from '#core/training/workers/BatchShards';
import { shardOf } from '#core/training/workers/SharedMemory';
import { createStripes } from '../support/createStripes';

const data = createStripes();
const batchSize = 14;
const batches = Math.ceil(data.size / batchSize);
const workers = 2;

for (const mixup of [0, 0.3]) {
  const options: BatchOptions = {
    input: { width: 16, height: 16 },
    preprocessing: { gray: 'rec601', resize: 'area', mean: 0.5, std: 0.25 },
    augment: augmentDefaults,
    labelSmoothing: 0.1,
    mixup,
    labelWeights: Float32Array.of(1, 1, 1),
    seed: 1,
  };
  const expectedShare = (epoch: number, batch: number, worker: number) => {
    const samples = orderSamples(data.size, options.seed, epoch).subarray(batch * batchSize, (batch + 1) * batchSize);
    return createBatch(data, samples, epoch, options, shardOf(samples.length, worker, workers));
  };

  test(`a worker's share is the same however much of it was made ahead, with mixup ${mixup}`, () => {
    const random = createRandom(3);
    for (let worker = 0; worker < workers; worker++) {
      const shares = new BatchShards(data, options, { worker, workers, batchSize });
      for (let epoch = 0; epoch < 3; epoch++) {
        for (let batch = 0; batch < batches; batch++) {
          expect(shares.take(epoch, batch).share).toEqual(expectedShare(epoch, batch, worker));
          for (let images = random.integer(12); images > 0; images--) shares.advance();
        }
      }
    }
  });

  test(`another share than the one that was made ahead is made, with mixup ${mixup}`, () => {
    const shares = new BatchShards(data, options, { worker: 1, workers, batchSize });
    expect(shares.advance()).toBe(false);
    shares.take(0, 0);
    let images = 0;
    while (shares.advance()) images++;
    expect(images).toBeGreaterThan(batchSize / workers);
    expect(shares.take(2, 1).share).toEqual(expectedShare(2, 1, 1));
  });
}
