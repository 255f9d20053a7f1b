// The process that crash.test.ts kills: trains with a checkpoint after each batch, or saves models in a loop.
import { saveModel, train } from '@ferkit/core';
import { createTinyModel } from '../../core/support/tinyNet';
import { crashData, crashOptions, hashWeights } from './crashing';

async function trainTo(path: string): Promise<void> {
  const model = await createTinyModel();
  console.log('ready');
  await train(model, crashData, {
    ...crashOptions,
    checkpoint: { path, everySeconds: 0 },
    onEvent: (event) => {
      if (event.type === 'start') console.log(`resumed ${event.resumedAt.epoch} ${event.resumedAt.batch}`);
      if (event.type === 'checkpoint') console.log(`checkpoint ${event.epoch} ${event.batch}`);
    },
  });
  console.log(`finished ${await hashWeights(model)}`);
}

/** Saves three models in turn, beginning with the given one. */
async function saveTo(folder: string, first: number): Promise<void> {
  const models = await Promise.all([0, 1, 2].map((seed) => createTinyModel({ seed })));
  console.log('ready');
  for (let turn = first; ; turn = (turn + 1) % 3) {
    await saveModel(models[turn]!, folder);
    console.log(`saved ${turn}`);
  }
}

async function saveOnce(folder: string, seed: number): Promise<void> {
  await saveModel(await createTinyModel({ seed }), folder);
  console.log('saved');
}

const [what, path, number] = process.argv.slice(2);
const work = {
  train: () => trainTo(path!),
  save: () => saveTo(path!, Number(number)),
  once: () => saveOnce(path!, Number(number)),
};
work[what as keyof typeof work]().catch((error: unknown) => {
  const { code = 'none', message } = error as Error & { readonly code?: string };
  console.log(`error ${code} ${message}`);
  process.exitCode = 1;
});
