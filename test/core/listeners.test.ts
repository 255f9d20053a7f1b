import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClassifier, evaluate, loadModel, openDataset, saveModel } from '@ferkit/core';
import { createStripes } from './support/createStripes';
import { testBackend } from './support/testBackend';
import { createTinyModel } from './support/tinyNet';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-listeners-'));
  const model = await createTinyModel();
  await saveModel(model, join(folder, 'model'));
  model.dispose();
  const row = (usage: string): string =>
    `3,${Array.from({ length: 2304 }, (_, index) => index % 256).join(' ')},${usage}\n`;
  await writeFile(join(folder, 'fer.csv'), `emotion,pixels,Usage\n${row('Training')}${row('PublicTest')}`);
});
afterAll(() => rm(folder, { recursive: true }));

type Listener = () => Promise<never>;

/** Every call that takes a listener besides training, which has its own tests. */
const calls: Readonly<Record<string, (listener: Listener) => Promise<unknown>>> = {
  openDataset: (onProgress) => openDataset(join(folder, 'fer.csv'), { onProgress }),
  loadModel: (onProgress) => loadModel(join(folder, 'model'), { backend: testBackend, onProgress }),
  createClassifier: (onProgress) =>
    createClassifier({ model: join(folder, 'model'), backend: testBackend, faces: false, onProgress }),
  evaluate: async (onProgress) => {
    const model = await createTinyModel();
    try {
      return await evaluate(model, createStripes(), { onProgress });
    } finally {
      model.dispose();
    }
  },
  classifyBatch: async (onUnreadable) => {
    const classifier = await createClassifier({ model: join(folder, 'model'), backend: testBackend, faces: false });
    try {
      return await classifier.classifyBatch([join(folder, 'absent.png')], { onUnreadable });
    } finally {
      classifier.dispose();
    }
  },
};

test.each(Object.entries(calls))('a rejection of the listener of %s ends the call', async (_, call) => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  const broken = new Error('the listener is broken');
  await expect(call(() => Promise.reject(broken))).rejects.toBe(broken);
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

test.each(Object.entries(calls))('a throw of the listener of %s ends the call', async (_, call) => {
  const broken = new Error('the listener is broken');
  const listener: Listener = () => {
    throw broken;
  };
  await expect(call(listener)).rejects.toBe(broken);
});
