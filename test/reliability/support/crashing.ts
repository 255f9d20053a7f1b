import { createHash } from 'node:crypto';
import type { FerModel, TrainOptions } from '@ferkit/core';
import { createStripes } from '../../core/support/createStripes';

/** Data and options of the killed process and of the test that compares with it. */
export const crashData = createStripes();
export const crashOptions: TrainOptions = {
  epochs: 12,
  batchSize: 16,
  learningRate: 0.01,
  mixup: 0.2,
  averageWeights: 0.9,
  schedule: { type: 'plateau', patience: 1, factor: 0.5 },
};

/** SHA-256 of all weights of a model. */
export async function hashWeights(model: FerModel): Promise<string> {
  const hash = createHash('sha256');
  for (const weight of model.layers.weights) hash.update(new Uint8Array((await weight.read().data()).slice().buffer));
  return hash.digest('hex');
}
