import { expect, test } from 'vitest';
import { type BatchOptions, createBatch, orderSamples } from '#core/training/batches/createBatch';
import { augmentDefaults, createRandom } from '@ferkit/core/datasets';
import { ShardLoader, shardOf } from '#core/training/workers/ShardLoader';
import { createStripes } from '../support/createStripes';

const data = createStripes();
const batchSize = 14;
const batches = Math.ceil(data.size / batchSize);
const workers = 2;

for (const { mixup, cutmix } of [
  { mixup: false, cutmix: false },
  { mixup: 0.3, cutmix: false },
  { mixup: false, cutmix: 1 },
  { mixup: 0.3, cutmix: 1 },
] as const) {
  const options: BatchOptions = {
    input: { width: 16, height: 16 },
    preprocessing: { gray: 'rec601', resize: 'area', mean: 0.5, std: 0.25 },
    augment: augmentDefaults,
    labelSmoothing: 0.1,
    mixup,
    cutmix,
    labelWeights: Float32Array.of(1, 1, 1),
    seed: 1,
  };
  const expectedShard = (epoch: number, batch: number, worker: number) => {
    const samples = orderSamples(data.size, options.seed, epoch).subarray(batch * batchSize, (batch + 1) * batchSize);
    return createBatch(data, samples, epoch, options, shardOf(samples.length, worker, workers));
  };

  test(`a worker's shard is the same however much of it was prefetched, with mixup ${mixup} and CutMix ${cutmix}`, () => {
    const random = createRandom(3);
    for (let worker = 0; worker < workers; worker++) {
      const loader = new ShardLoader(data, options, { worker, workers, batchSize });
      for (let epoch = 0; epoch < 3; epoch++) {
        for (let batch = 0; batch < batches; batch++) {
          expect(loader.take(epoch, batch).shard).toEqual(expectedShard(epoch, batch, worker));
          for (let images = random.integer(12); images > 0; images--) loader.prefetch();
        }
      }
    }
  });

  test(`another shard than the prefetched one is made when asked for, with mixup ${mixup} and CutMix ${cutmix}`, () => {
    const loader = new ShardLoader(data, options, { worker: 1, workers, batchSize });
    expect(loader.prefetch()).toBe(false);
    loader.take(0, 0);
    let images = 0;
    while (loader.prefetch()) images++;
    expect(images).toBeGreaterThan(batchSize / workers);
    expect(loader.take(2, 1).shard).toEqual(expectedShard(2, 1, 1));
  });
}
