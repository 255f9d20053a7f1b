import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Classifier, createClassifier, isFerError, saveModel, selectBackend, train } from '@ferkit/core';
import { drawScene } from '../../stories/fixtures/drawScene';
import { testBackend } from '../core/support/testBackend';
import { createTinyModel } from '../core/support/tinyNet';
import { crashData, crashOptions, hashWeights } from './support/crashing';

const photo = drawScene(320, 240, [{ x: 158, y: 120, size: 180, expression: 'happy', seed: 3 }]);
const face = { pixels: Uint8Array.from({ length: 256 }, (_, k) => k), width: 16, height: 16 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-races-'));
  const model = await createTinyModel();
  await saveModel(model, folder);
  model.dispose();
});
afterAll(() => rm(folder, { recursive: true }));

const makeClassifier = (): Promise<Classifier> => createClassifier({ model: folder, backend: testBackend });

test('two classifiers on different backends and a training give the same results concurrently as alone', async () => {
  const [wasm, cpu] = [await makeClassifier(), await createClassifier({ model: folder, backend: 'cpu', faces: false })];
  const answers = (found: Awaited<ReturnType<Classifier['classify']>>): unknown =>
    found.map(({ label, scores, box }) => ({ label, scores, box }));
  const alone = [answers(await wasm.classify(photo)), answers(await cpu.classify(face))];
  const options = { ...crashOptions, epochs: 2 };
  const [single, model] = [await createTinyModel(), await createTinyModel()];
  await train(single, crashData, options);
  const over = new AbortController();
  const training = train(model, crashData, options).finally(() => over.abort());
  let together = 0;
  for (; !over.signal.aborted; together++) {
    const both = await Promise.all([wasm.classify(photo), cpu.classify(face)]);
    expect(both.map(answers)).toEqual(alone);
  }
  await training;
  expect(together).toBeGreaterThan(1);
  expect(await hashWeights(model)).toBe(await hashWeights(single));
  for (const held of [wasm, cpu, single, model]) held.dispose();
  // tf.memory() counts tensors of the current backend.
  await selectBackend(testBackend);
});

test('replacing the model during a stream ends it, and the next stream continues with the camera', async () => {
  const before = tf.memory().numTensors;
  let asked = 0;
  let open = 0;
  async function* camera(): AsyncGenerator<typeof photo> {
    open++;
    try {
      for (;;) {
        asked++;
        yield await Promise.resolve(photo);
      }
    } finally {
      open--;
    }
  }
  let current = await makeClassifier();
  const [wanted] = (await current.classify(photo)).map(({ label }) => label);
  for (let exchange = 0; exchange < 5; exchange++) {
    const old = current;
    const stream = old.classifyStream(camera());
    await stream.next();
    const waiting = stream.next();
    current = await makeClassifier();
    old.dispose();
    // The pending frame resolves or rejects; no further frame is classified.
    await waiting.catch((error: unknown) => expect(isFerError(error, 'DISPOSED')).toBe(true));
    const askedBefore = asked;
    await stream.next().then(
      ({ done }) => expect(done).toBe(true),
      (error: unknown) => expect(isFerError(error, 'DISPOSED')).toBe(true),
    );
    expect([open, asked - askedBefore]).toEqual([0, expect.toSatisfy((count: number) => count <= 1)]);
    for await (const faces of current.classifyStream(camera())) {
      expect(faces.map(({ label }) => label)).toEqual([wanted]);
      break;
    }
    expect(open).toBe(0);
  }
  current.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
