import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  adaptModel,
  calibrate,
  createClassifier,
  createModel,
  createSyntheticFaces,
  type Dataset,
  distillLabels,
  evaluate,
  explain,
  type FerModel,
  isFerError,
  loadModel,
  saveModel,
  selectBackend,
  summarize,
  train,
} from '@ferkit/core';
import { collectGarbage } from './support/collectGarbage';
import { testBackend } from './support/testBackend';

let folder: string;
let model: FerModel;
let faces: Dataset;
const small = { options: { stem: 4, widths: [4, 8], dropout: 0.2 }, backend: testBackend } as const;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-leaks-'));
  model = await createModel(small);
  faces = createSyntheticFaces({ count: 105, seed: 3 });
  await saveModel(model, join(folder, 'model'));
  await writeFile(join(folder, 'broken.png'), 'no image');
});
afterAll(async () => {
  model.dispose();
  await rm(folder, { recursive: true });
});

const image = { pixels: new Uint8Array(2304).fill(80), width: 48, height: 48 };
const aborted = (): AbortSignal => AbortSignal.abort(new Error('enough'));
const soon = (): AbortSignal => AbortSignal.timeout(15);

/** Each verb as it succeeds, as it fails, and as it is aborted before and during its work. */
const calls: Readonly<Record<string, () => Promise<unknown>>> = {
  selectBackend: () => selectBackend(testBackend),
  'selectBackend that fails': () => selectBackend('cuda'),
  createModel: async () => (await createModel(small)).dispose(),
  'createModel that fails': () => createModel({ ...small, labels: ['one'] }),
  'createModel aborted': () => createModel({ ...small, signal: aborted() }),
  adaptModel: async () => (await adaptModel(model, ['yes', 'no'])).dispose(),
  'adaptModel that fails': () => adaptModel(model, ['yes', 'yes']),
  predict: () => model.predict([image, image]),
  'predict that fails': () => model.predict([{ pixels: new Uint8Array(3), width: 48, height: 48 }]),
  'predict aborted': () => model.predict([image], { signal: aborted() }),
  train: () => train(model, faces, { epochs: 1 }),
  'train that fails': () => train(model, faces, { epochs: 0 }),
  'train on other labels': () => train(model, faces.selectLabels(['happy', 'sad']), { epochs: 1 }),
  'train that diverges': () =>
    train(model, faces, { epochs: 2, optimizer: 'sgd', learningRate: 1e30, warmupEpochs: 0 }),
  'train aborted before': () => train(model, faces, { epochs: 1, signal: aborted() }),
  'train aborted within': () => train(model, faces, { epochs: 50, signal: soon(), averageWeights: 0.9 }),
  'train whose listener throws': () =>
    train(model, faces, {
      epochs: 1,
      onEvent: ({ type }) => {
        if (type === 'epoch') throw new Error('listener');
      },
    }),
  'train whose checkpoint cannot be written': () =>
    train(model, faces, { epochs: 1, checkpoint: join(folder, 'broken.png', 'checkpoint') }),
  calibrate: () => calibrate(model, faces.selectSplit('validation')),
  'calibrate aborted': () => calibrate(model, faces, { signal: aborted() }),
  evaluate: () => evaluate(model, faces.selectSplit('test'), { trainingSet: faces.selectSplit('train') }),
  'evaluate that fails': () => evaluate(model, faces.rename({ happy: 'glad' })),
  'evaluate aborted within': () => evaluate(model, faces, { batchSize: 1, signal: soon() }),
  'evaluate whose listener throws': () =>
    evaluate(model, faces, {
      onProgress: () => {
        throw new Error('listener');
      },
    }),
  distillLabels: () => distillLabels(faces, [model, model]),
  'distillLabels aborted': () => distillLabels(faces, model, { signal: aborted() }),
  explain: () => explain(model, { pixels: new Uint8Array(96 * 96), width: 96, height: 96 }),
  'explain aborted': () =>
    explain(model, { pixels: new Uint8Array(96 * 96), width: 96, height: 96 }, { signal: aborted() }),
  summarize: () => Promise.resolve(summarize(faces)),
  saveModel: () => saveModel(model, join(folder, 'again'), { precision: 'float16' }),
  'saveModel that fails': () => saveModel(model, join(folder, 'broken.png')),
  loadModel: async () => (await loadModel(join(folder, 'model'), { backend: testBackend })).dispose(),
  'loadModel that fails': () => loadModel(join(folder, 'nothing')),
  'loadModel with labels that do not fit': () =>
    loadModel(join(folder, 'model'), { backend: testBackend, metadata: { labels: ['a', 'b'] } }),
  'loadModel aborted': () => loadModel(join(folder, 'model'), { signal: aborted() }),
  createClassifier: async () => {
    const classifier = await createClassifier({ model: join(folder, 'model'), backend: testBackend, faces: false });
    await classifier.classify(image);
    await classifier.classifyBatch([image, image]);
    for await (const _ of classifier.classifyStream([image, image], { smoothing: 0.5 }));
    await classifier.classify(join(folder, 'broken.png')).catch(() => undefined);
    await classifier.classify(image, { signal: aborted() }).catch(() => undefined);
    classifier.dispose();
  },
  'createClassifier with the bundled model and faces': async () => {
    const classifier = await createClassifier({ backend: testBackend });
    await classifier.classify({ pixels: new Uint8Array(96 * 96), width: 96, height: 96 });
    classifier.dispose();
  },
  'createClassifier that fails': () => createClassifier({ model: join(folder, 'nothing') }),
  'createClassifier aborted': () => createClassifier({ model: join(folder, 'model'), signal: aborted() }),
};

test.each(Object.entries(calls))('%s leaves as many tensors as there were', async (_, call) => {
  // The first call of a kind may leave what an engine keeps for good; a leak is what the second adds.
  await call().catch(() => undefined);
  const { numTensors, numDataBuffers } = tf.memory();
  const error: unknown = await call().catch((reason: unknown) => reason);
  expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  if (error instanceof Error) {
    expect(isFerError(error) || /enough|listener|TimeoutError|aborted/.test(`${error.name} ${error.message}`)).toBe(
      true,
    );
  }
});

test('what was disposed of can be collected, with all of its layers', async () => {
  const layers: WeakRef<tf.layers.Layer>[] = [];
  const remember = (made: FerModel): FerModel => {
    layers.push(...made.layers.layers.map((layer) => new WeakRef(layer)));
    return made;
  };
  // A function of its own, so that no variable of the test holds them.
  const use = async (): Promise<void> => {
    const created = remember(await createModel(small));
    await train(created, faces, { epochs: 1 });
    await evaluate(created, faces.selectSplit('test'));
    const loaded = remember(await loadModel(join(folder, 'model'), { backend: testBackend }));
    const classifier = await createClassifier({ model: loaded, faces: false });
    await classifier.classify(image);
    for (const each of [classifier, loaded, created]) each.dispose();
  };
  await use();
  await collectGarbage();
  expect(layers.length).toBeGreaterThan(10);
  expect(layers.flatMap((layer) => layer.deref()?.name ?? [])).toEqual([]);
});
