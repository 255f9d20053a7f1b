// Trains with a checkpoint at every batch until it is killed; see resume.test.ts.
import { train } from '@ferkit/core';
import { createTinyModel } from '../support/tinyNet';
import { options, stripes } from './support/smallRun';

async function main(path: string): Promise<void> {
  const model = await createTinyModel();
  let checkpoints = 0;
  await train(model, stripes, {
    ...options,
    checkpoint: { path, everySeconds: 0 },
    onEvent: (event) => {
      if (event.type === 'checkpoint') checkpoints++;
      if (event.type === 'batch' && event.epoch === 2 && event.batch > 1 && checkpoints > 5)
        console.log('after checkpoint');
    },
  });
}

void main(process.argv[2]!);
