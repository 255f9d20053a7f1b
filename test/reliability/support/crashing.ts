import { createHash } from 'node:crypto';
import type { FerModel, TrainOptions } from '@ferkit/core';
import { createStripes } from '../../core/support/createStripes';

/** What the process that is killed and the one that compares both train with. */
export const crashData = createStripes();
export const crashOptions: TrainOptions = {
  epochs: 12,
  batchSize: 16,
  learningRate: 0.01,
  mixup: 0.2,
  averageWeights: 0.9,
  schedule: { type: 'plateau', patience: 1, factor: 0.5 },
};

/** One number for all weights of a model: equal only where each bit is. */
export async function hashWeights(model: FerModel): Promise<string> {
  const hash = createHash('sha256');
  for (const weight of model.layers.weights) hash.update(new Uint8Array((await weight.read().data()).slice().buffer));
  return hash.digest('hex');
}
