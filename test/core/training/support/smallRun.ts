import type { TrainOptions } from '@ferkit/core';
import { createStripes } from '../../support/createStripes';

export const stripes = createStripes();

/** A recipe for them whose mixup, average of weights and schedule have states of their own. */
export const options: TrainOptions = {
  epochs: 4,
  batchSize: 16,
  learningRate: 0.01,
  mixup: 0.2,
  averageWeights: 0.9,
  schedule: { type: 'plateau', patience: 1, factor: 0.5 },
};
