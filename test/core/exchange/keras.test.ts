import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportModel, importModel } from '@ferkit/core/exchange';
import { EXPRESSIONS, type ModelImage } from '@ferkit/core/datasets';
import { createModel, type FerModel, loadModel, saveModel } from '@ferkit/core';
import { createEveryLayer, randomizeWeights } from './support/everyLayer';
import { faces, largestDifference, readScores, spread, writePixels } from './support/faces';
import { announce, runKeras, whyNoKeras } from './support/references';

const TOLERANCE = 1e-5;
const isSkipped = announce(whyNoKeras());
/** A folder with the images that both score. */
function useFolder(): { path: string } {
  const folder = { path: '' };
  beforeAll(async () => {
    folder.path = await mkdtemp(join(tmpdir(), 'ferkit-keras-'));
    await writePixels(folder.path);
  });
  afterAll(() => rm(folder.path, { recursive: true }));
  return folder;
}

/** A face of 48 x 48 pixels in the corner of 64 x 64. */
function frame(face: ModelImage): ModelImage {
  const pixels = new Uint8Array(64 * 64);
  for (let row = 0; row < 48; row++) pixels.set(face.pixels.subarray(row * 48, (row + 1) * 48), row * 64);
  return { pixels, width: 64, height: 64 };
}

describe.skipIf(isSkipped)('networks made by Keras', () => {
  const folder = useFolder();
  beforeAll(() => runKeras('make', folder.path), 300_000);

  const scalings = {
    every_layer: '0..255',
    sequential: '0..1',
    normalized: '0..255',
    mini_xception: '-1..1',
    more_layers: '0..255',
    nested: '0..255',
  } as const;
  const files = [
    ...Object.entries(scalings).flatMap(([name, scaling]) =>
      ['3.keras', '3.h5', '2.keras', '2.h5'].map((ending) => [`${name}.${ending}`, scaling] as const),
    ),
    ['mobile_net.3.keras', '0..255'] as const,
    ['mobile_net.3.h5', '0..255'] as const,
  ];

  test.each(files)('%s is imported with its scores', async (file, scaling) => {
    const before = tf.memory().numTensors;
    const path = join(folder.path, file);
    const model = await importModel(path, { labels: EXPRESSIONS, scaling, backend: 'wasm' });
    const [ours, theirs] = [await model.predictMatrix(faces), await readScores(path)];
    // tfjs does not always save the complete configuration of a layer.
    await saveModel(model, join(folder.path, 'saved'));
    const loaded = await loadModel(join(folder.path, 'saved'), { backend: 'wasm' });
    expect(await loaded.predictMatrix(faces)).toEqual(ours);
    loaded.dispose();
    model.dispose();
    expect(spread(theirs, 7)).toBeGreaterThan(0.01);
    expect(largestDifference(ours, theirs)).toBeLessThan(TOLERANCE);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("O. Arriaga's mini_XCEPTION, as Keras 2.0.5 saved it, is imported with its scores", async () => {
    const path = join(folder.path, 'oarriaga.hdf5');
    const model = await importModel(path, { labels: EXPRESSIONS, scaling: '-1..1', backend: 'wasm' });
    expect(model.metadata.input).toEqual({ width: 64, height: 64, channels: 1 });
    const [ours, theirs] = [await model.predictMatrix(faces.map(frame)), await readScores(path)];
    model.dispose();
    expect(spread(theirs, 7)).toBeGreaterThan(0.01);
    expect(largestDifference(ours, theirs)).toBeLessThan(TOLERANCE);
  });

  test('layers that scale become the scaling of the model', async () => {
    const model = await importModel(join(folder.path, 'every_layer.3.keras'), {
      labels: EXPRESSIONS,
      scaling: '0..255',
    });
    expect(model.metadata.preprocessing).toEqual({ gray: 'rec601', resize: 'area', mean: 0.5, std: 0.5 });
    expect(model.layers.layers.map((layer) => layer.getClassName())).not.toContain('Rescaling');
    model.dispose();
  });

  test('a softmax inside of the last layer becomes a layer, so that there are logits to train on', async () => {
    const model = await importModel(join(folder.path, 'sequential.3.keras'), { labels: EXPRESSIONS, scaling: '0..1' });
    expect(model.layers.layers.at(-1)!.getClassName()).toBe('Activation');
    model.dispose();
  });

  test('layers that cannot be taken over are all named', async () => {
    await expect(
      importModel(join(folder.path, 'unsupported.keras'), { labels: EXPRESSIONS, scaling: '0..1' }),
    ).rejects.toMatchObject({
      code: 'LAYER_UNSUPPORTED',
      details: {
        layers: [
          expect.stringMatching(/^Dense "dense.*with activation "exponential"/),
          expect.stringMatching(/^ELU "elu.*with alpha 0.5/),
          expect.stringMatching(/^UnitNormalization "unit_normalization/),
        ],
      },
    });
  });

  test.each([
    ['two.keras', { labels: EXPRESSIONS, scaling: '0..1' }, 'input'],
    ['logits.keras', { labels: EXPRESSIONS, scaling: '0..1' }, 'output'],
    ['twice.keras', { labels: EXPRESSIONS, scaling: '0..1' }, 'output'],
    ['sequential.3.keras', { labels: EXPRESSIONS, scaling: '0..1', addSoftmax: true }, 'output'],
    ['open.keras', { labels: EXPRESSIONS, scaling: '0..1' }, 'input'],
    ['only.weights.h5', { labels: EXPRESSIONS, scaling: '0..1' }, 'layers'],
    ['sequential.3.keras', { labels: ['a', 'b'], scaling: '0..1' }, 'labels'],
    ['sequential.3.keras', { scaling: '0..1' }, 'labels'],
    ['sequential.3.keras', { labels: EXPRESSIONS }, 'scaling'],
  ] as const)('%s with %o does not fit by its %s', async (file, options, field) => {
    await expect(importModel(join(folder.path, file), options)).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
      details: { field },
    });
  });

  test.each(['3.weights.h5', '2.weights.h5', '2.old.h5'])(
    'weights alone, in nested.%s, are imported with the description of their network',
    async (ending) => {
      const path = join(folder.path, `nested.${ending}`);
      const architecture = join(folder.path, `nested.${ending[0]!}.json`);
      const options = { labels: EXPRESSIONS, scaling: '0..255', backend: 'wasm' } as const;
      const model = await importModel(path, { ...options, architecture });
      expect(largestDifference(await model.predictMatrix(faces), await readScores(path))).toBeLessThan(TOLERANCE);
      model.dispose();
      await expect(importModel(path, options)).rejects.toThrow(/architecture: 'model.json'/);
    },
  );

  test('a network of colour scores the red, green and blue of images as Keras does', async () => {
    const path = join(folder.path, 'color.keras');
    const model = await importModel(path, { labels: EXPRESSIONS, scaling: '0..1', backend: 'wasm' });
    expect(model.metadata.input).toMatchObject({ channels: 3 });
    const colors = faces.map(({ pixels, width, height }) => ({
      pixels: Uint8Array.from(pixels).reduce(
        (color, grey, index) => (color.set([grey, 255 - grey, 0], 3 * index), color),
        new Uint8Array(3 * pixels.length),
      ),
      width,
      height,
      channels: 3 as const,
    }));
    expect(largestDifference(await model.predictMatrix(colors), await readScores(path))).toBeLessThan(TOLERANCE);
    model.dispose();
  });

  test('a softmax is added to a network of logits on request', async () => {
    const path = join(folder.path, 'logits.keras');
    const options = { labels: EXPRESSIONS, scaling: '0..255', backend: 'wasm' } as const;
    await expect(importModel(path, options)).rejects.toThrow(/addSoftmax: true/);
    const model = await importModel(path, { ...options, addSoftmax: true });
    expect(largestDifference(await model.predictMatrix(faces), await readScores(path))).toBeLessThan(TOLERANCE);
    model.dispose();
  });

  test('a network that leaves the size open is told it', async () => {
    const path = join(folder.path, 'open.keras');
    const model = await importModel(path, {
      labels: EXPRESSIONS,
      scaling: '0..255',
      input: { width: 48, height: 48 },
      backend: 'wasm',
    });
    expect(largestDifference(await model.predictMatrix(faces), await readScores(path))).toBeLessThan(TOLERANCE);
    model.dispose();
  });
});

describe.skipIf(isSkipped)('networks made by ferkit', () => {
  const folder = useFolder();
  const creators: Readonly<Record<string, () => Promise<FerModel>>> = {
    bundled: () => loadModel({ backend: 'wasm' }),
    'every-layer': () => createEveryLayer(5),
    ...Object.fromEntries(
      (['fer-cnn', 'mini-xception', 'bst261', 'fer-resnet'] as const).map((architecture, seed) => [
        architecture,
        async () => {
          const model = await createModel({ architecture, backend: 'wasm', seed });
          randomizeWeights(model, seed);
          model.annotate({ temperature: 1.3 });
          return model;
        },
      ]),
    ),
  };
  const names = Object.keys(creators);
  const scores = new Map<string, Float32Array>();

  beforeAll(async () => {
    for (const name of names) {
      const model = await creators[name]!();
      scores.set(name, await model.predictMatrix(faces));
      await exportModel(model, join(folder.path, `${name}.keras`), { format: 'keras' });
      if (name === 'fer-cnn') await exportModel(model, join(folder.path, 'saved.keras'), { format: 'keras' });
      model.dispose();
    }
    await runKeras('score', folder.path);
  }, 300_000);

  test.each(names)("%s opens with Keras' own loader and scores the same", async (name) => {
    const theirs = await readScores(join(folder.path, `${name}.keras`));
    expect(spread(theirs, theirs.length / 200)).toBeGreaterThan(0.01);
    expect(largestDifference(scores.get(name)!, theirs)).toBeLessThan(TOLERANCE);
  });

  test.each(names)('%s comes back as it was, labels, scaling and temperature with it', async (name) => {
    const model = await creators[name]!();
    const back = await importModel(join(folder.path, `${name}.keras`), { backend: 'wasm' });
    expect(back.metadata).toEqual(model.metadata);
    expect(largestDifference(await back.predictMatrix(faces), scores.get(name)!)).toBeLessThan(1e-6);
    model.dispose();
    back.dispose();
  });

  test('a network that Keras saved again comes back with scaling and temperature, and is told its labels', async () => {
    const back = await importModel(join(folder.path, 'again.keras.h5'), {
      labels: EXPRESSIONS,
      scaling: '0..255',
      backend: 'wasm',
    });
    expect(back.metadata.temperature).toBe(1.3);
    expect(back.metadata.preprocessing).toMatchObject({ mean: 0.5077, std: 0.255 });
    expect(largestDifference(await back.predictMatrix(faces), scores.get('fer-cnn')!)).toBeLessThan(TOLERANCE);
    back.dispose();
  });
});
