import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportModel } from '@ferkit/core/exchange';
import { createModel, type FerModel, loadModel } from '@ferkit/core';
import { createEveryLayer, randomizeWeights } from './support/everyLayer';
import { faces, largestDifference, pixels, spread } from './support/faces';
import { announce, openOnnxRuntime, whyNoOnnxRuntime } from './support/references';

const TOLERANCE = 1e-5;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-onnx-'));
});
afterAll(() => rm(folder, { recursive: true }));

const creators: readonly (readonly [string, () => Promise<FerModel>])[] = [
  ['the bundled model', () => loadModel({ backend: 'wasm' })],
  ['a network of every layer', () => createEveryLayer(3)],
  ...(['fer-cnn', 'mini-xception', 'bst261', 'fer-resnet'] as const).map((architecture, seed) => {
    const create = async (): Promise<FerModel> => {
      const model = await createModel({ architecture, backend: 'wasm', seed });
      randomizeWeights(model, seed);
      model.annotate({ temperature: 1.3 });
      return model;
    };
    return [architecture, create] as const;
  }),
];

describe.skipIf(announce(whyNoOnnxRuntime()))('onnxruntime', () => {
  test.each(creators)('gives %s the scores that it has here', async (_, create) => {
    const { InferenceSession, Tensor } = openOnnxRuntime();
    const model = await create();
    const before = tf.memory().numTensors;
    const path = join(folder, 'model.onnx');
    await exportModel(model, path, { format: 'onnx' });
    expect(tf.memory().numTensors).toBe(before);
    const session = await InferenceSession.create(path);
    const { scores } = await session.run({
      pixels: new Tensor('float32', Float32Array.from(pixels), [faces.length, 1, 48, 48]),
    });
    const ours = await model.predictMatrix(faces);
    expect(spread(ours, model.labels.length)).toBeGreaterThan(0.01);
    expect(largestDifference(ours, scores!.data)).toBeLessThan(TOLERANCE);
    model.dispose();
  });
});

test('an exported file says of itself what ferkit knows', async () => {
  const model = await createEveryLayer(1);
  const path = join(folder, 'model.onnx');
  const exported = await exportModel(model, path, { format: 'onnx' });
  const bytes = await readFile(path);
  expect(exported).toMatchObject({ path, bytes: bytes.length });
  const text = bytes.toString('latin1');
  for (const fact of [
    'labels',
    '["a","b","c","d","e"]',
    '"insideTheNetwork":{"mean":0.4,"std":0.3}',
    '"temperature":0.8',
  ]) {
    expect(text).toContain(fact);
  }
  model.dispose();
});

test('without a format, the extension of the file tells it', async () => {
  const model = await createEveryLayer(1);
  const { path, bytes } = await exportModel(model, join(folder, 'by-name.onnx'));
  expect((await readFile(path)).byteLength).toBe(bytes);
  await expect(exportModel(model, join(folder, 'model.pb'))).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    details: { option: 'format' },
  });
  model.dispose();
});

test('another format is refused by its name', async () => {
  const model = await createEveryLayer(1);
  await expect(exportModel(model, join(folder, 'model.pb'), { format: 'tensorflow' as 'onnx' })).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    details: { option: 'format' },
  });
  model.dispose();
});
