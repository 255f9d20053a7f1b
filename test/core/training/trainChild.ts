// Trains with a checkpoint at every batch until it is killed; see checkpoint.test.ts.
import { train } from '@ferkit/core';
import { createStripes } from '../support/createStripes';
import { createTinyModel } from '../support/tinyNet';

async function main(path: string): Promise<void> {
  const model = await createTinyModel();
  let checkpoints = 0;
  await train(model, createStripes(), {
    epochs: 4,
    batchSize: 16,
    learningRate: 0.01,
    mixup: 0.2,
    averageWeights: 0.9,
    schedule: { type: 'plateau', patience: 1, factor: 0.5 },
    checkpoint: { path, everySeconds: 0 },
    onEvent: (event) => {
      if (event.type === 'checkpoint') checkpoints++;
      if (event.type === 'batch' && event.epoch === 2 && event.batch > 1 && checkpoints > 5)
        console.log('after checkpoint');
    },
  });
}

void main(process.argv[2]!);
