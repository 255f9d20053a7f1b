import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadModel, saveModel } from '@ferkit/core';
import { createTinyModel, readWeights } from '../support/tinyNet';
import { testBackend } from '../support/testBackend';

let folder: string;
let tensors: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-model-'));
  tensors = tf.memory().numTensors;
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  expect(tf.memory().numTensors).toBe(tensors);
});

const image = { pixels: Uint8Array.from({ length: 256 }, (_, pixel) => (pixel * 7) % 256), width: 16, height: 16 };
/** Changes the file as somebody who means to. */
const editJson = async (change: (file: Record<string, unknown>) => void): Promise<void> => {
  const path = join(folder, 'model.json');
  const file = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  delete (file.userDefinedMetadata as { ferkit: Record<string, unknown> }).ferkit.checksum;
  change(file);
  await writeFile(path, JSON.stringify(file));
};
const saveTiny = async (options?: Parameters<typeof saveModel>[2]): Promise<void> => {
  const model = await createTinyModel();
  await saveModel(model, folder, options);
  model.dispose();
};

describe('a saved model', () => {
  test('comes back with the same weights, metadata and scores', async () => {
    const model = await createTinyModel({ seed: 5 });
    model.annotate({ temperature: 1.5 });
    const saved = await saveModel(model, folder);
    const loaded = await loadModel(folder, { backend: testBackend });
    expect(await readWeights(loaded)).toEqual(await readWeights(model));
    expect(await loaded.predict([image])).toEqual(await model.predict([image]));
    expect(loaded.metadata).toEqual({ ...model.metadata });
    expect(saved.bytes).toBe(model.cost.parameters * 4);
    expect(saved.sha256).toMatch(/^[0-9a-f]{64}$/);
    model.dispose();
    loaded.dispose();
  });

  test('is found by folder, by its model.json, by URL and as picked files', async () => {
    await saveTiny();
    const names = await readdir(folder);
    const files = await Promise.all(names.map(async (name) => new File([await readFile(join(folder, name))], name)));
    for (const source of [
      folder,
      `${folder}/`,
      join(folder, 'model.json'),
      new URL(`file://${folder}/model.json`),
      files,
    ]) {
      const model = await loadModel(source, { backend: testBackend });
      expect(model.labels).toEqual(['a', 'b', 'c']);
      model.dispose();
    }
  });

  test('in float16 takes half the bytes and scores nearly the same', async () => {
    const model = await createTinyModel();
    const saved = await saveModel(model, folder, { precision: 'float16' });
    const loaded = await loadModel(folder, { backend: testBackend });
    expect(saved.bytes).toBe(model.cost.parameters * 2);
    const [before, after] = [(await model.predict([image]))[0]!, (await loaded.predict([image]))[0]!];
    after.forEach((score, label) => expect(score).toBeCloseTo(before[label]!, 3));
    const [exact, rounded] = [(await readWeights(model)).flat(), (await readWeights(loaded)).flat()];
    // Half precision has 11 significant bits: the error is at most half of the last one.
    rounded.forEach((value, k) => expect(Math.abs(value - exact[k]!)).toBeLessThanOrEqual(Math.abs(exact[k]!) / 2048));
    model.dispose();
    loaded.dispose();
  });

  test('is a standard tfjs layers model', async () => {
    const model = await createTinyModel();
    await saveModel(model, folder);
    const json = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as tf.io.ModelJSON;
    const weights = await readFile(join(folder, json.weightsManifest[0]!.paths[0]!));
    const plain = await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: json.modelTopology,
        weightSpecs: json.weightsManifest[0]!.weights,
        weightData: new Uint8Array(weights).buffer,
      }),
    );
    expect(plain.countParams()).toBe(model.cost.parameters);
    plain.dispose();
    model.dispose();
  });

  test('replaces the one that stood there, leaving no weights behind', async () => {
    await saveTiny();
    const model = await createTinyModel({ seed: 9 });
    await saveModel(model, folder);
    expect((await readdir(folder)).filter((name) => name.endsWith('.bin'))).toHaveLength(1);
    const loaded = await loadModel(folder, { backend: testBackend });
    expect(await readWeights(loaded)).toEqual(await readWeights(model));
    model.dispose();
    loaded.dispose();
  });

  test('takes with it what saves that were killed left behind', async () => {
    const uuid = '01234567-89ab-cdef-0123-456789abcdef';
    const left = ['weights.01234567.bin', `.weights.89abcdef.bin.${uuid}.tmp`, `.model.json.${uuid}.tmp`];
    const foreign = ['weights.bin', 'weights.0123456789.bin', 'notes.tmp'];
    for (const name of [...left, ...foreign]) await writeFile(join(folder, name), '');
    await saveTiny();
    const names = await readdir(folder);
    expect(names.filter((name) => !foreign.includes(name)).sort()).toEqual([
      'model.json',
      expect.stringMatching(/^weights\.[0-9a-f]{8}\.bin$/),
    ]);
    expect(names).toEqual(expect.arrayContaining(foreign));
  });

  test('is written by one save at a time', async () => {
    const models = [await createTinyModel({ seed: 1 }), await createTinyModel({ seed: 2 })];
    const saves = await Promise.allSettled(models.map((model) => saveModel(model, folder)));
    expect(saves.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(saves.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'STORAGE_BUSY' } });
    for (const model of models) model.dispose();
    const loaded = await loadModel(folder, { backend: testBackend });
    loaded.dispose();
  });

  test('stays whole when a later save stopped before its end', async () => {
    await saveTiny();
    await writeFile(join(folder, 'weights.0badc0de.bin'), 'half of some other weights');
    const loaded = await loadModel(folder, { backend: testBackend });
    expect(loaded.labels).toEqual(['a', 'b', 'c']);
    loaded.dispose();
  });
});

describe('loadModel refuses', () => {
  test('a folder without a model', async () => {
    await expect(loadModel(folder)).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  });

  test('weights with one flipped bit, too few and too many', async () => {
    await saveTiny();
    const name = (await readdir(folder)).find((file) => file.endsWith('.bin'))!;
    const good = await readFile(join(folder, name));
    const flipped = Buffer.from(good);
    flipped[100]! ^= 1;
    for (const bytes of [flipped, good.subarray(0, -4), Buffer.concat([good, Buffer.alloc(4)])]) {
      await writeFile(join(folder, name), bytes);
      await expect(loadModel(folder)).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
    }
  });

  test('text that is no JSON', async () => {
    await writeFile(join(folder, 'model.json'), '<!doctype html>');
    await expect(loadModel(folder)).rejects.toMatchObject({ code: 'MODEL_CORRUPT', message: /<!doctype html>/ });
  });

  test.each<readonly [string, (own: Record<string, unknown>) => unknown]>([
    ['labels', (own: Record<string, unknown>) => (own.labels = ['a', 'b'])],
    ['labels', (own: Record<string, unknown>) => (own.labels = ['a', 'b', 'b'])],
    ['input', (own: Record<string, unknown>) => (own.input = { width: 48, height: 48, channels: 1 })],
    ['preprocessing', (own: Record<string, unknown>) => delete own.preprocessing],
    [
      'preprocessing',
      (own: Record<string, unknown>) => (own.preprocessing = { gray: 'rec601', resize: 'area', mean: 0, std: 0 }),
    ],
    ['temperature', (own: Record<string, unknown>) => (own.temperature = 0)],
    ['temperature', (own: Record<string, unknown>) => (own.temperature = 1e-300)],
    ['temperature', (own: Record<string, unknown>) => (own.temperature = 1e300)],
    ['labels', (own: Record<string, unknown>) => (own.labels = ['a', ' ', 'c'])],
    ['provenance', (own: Record<string, unknown>) => (own.provenance = { epochs: 'many' })],
    ['weights', (own: Record<string, unknown>) => (own.weights = { precision: 'float32', bytes: 1, sha256: null })],
    ...[
      [0, 1e300],
      [0, 1e-300],
      [1e300, 1],
      [1e12, 1],
    ].map(
      ([mean, std]) =>
        [
          'preprocessing',
          (own: Record<string, unknown>) => (own.preprocessing = { gray: 'rec601', resize: 'area', mean, std }),
        ] as const,
    ),
    ['schema', (own: Record<string, unknown>) => (own.schema = 2)],
  ])('metadata whose %s does not fit', async (field, change) => {
    await saveTiny();
    await editJson((file) => change((file.userDefinedMetadata as { ferkit: Record<string, unknown> }).ferkit));
    await expect(loadModel(folder)).rejects.toMatchObject({ code: 'MODEL_INCOMPATIBLE', details: { field } });
  });

  test.each(['../weights.bin', '/etc/passwd', 'http://example.com/w.bin', 'a/b.bin', '..'])(
    'a weights file at %s',
    async (path) => {
      await saveTiny();
      await editJson((file) => ((file.weightsManifest as { paths: string[] }[])[0]!.paths = [path]));
      await expect(loadModel(folder)).rejects.toMatchObject({
        code: 'MODEL_INCOMPATIBLE',
        details: { field: 'weightsManifest' },
      });
    },
  );

  test('a claim of weights beyond any memory, before it takes any', async () => {
    await saveTiny();
    await editJson((file) => {
      (file.weightsManifest as { weights: { shape: number[] }[] }[])[0]!.weights[0]!.shape = [1e5, 1e5];
    });
    await expect(loadModel(folder)).rejects.toMatchObject({ code: 'MODEL_INCOMPATIBLE' });
  });

  interface EditableFile {
    modelTopology: { config: { layers: { class_name: string; config: Record<string, unknown> }[] } };
    weightsManifest: { weights: { name: string; shape: number[]; dtype: string }[] }[];
    userDefinedMetadata: { ferkit: Record<string, unknown> };
  }
  const edit = (change: (file: EditableFile) => void): Promise<void> =>
    editJson((file) => change(file as unknown as EditableFile));

  test.each<readonly [string, string, (file: EditableFile) => void]>([
    [
      'ten gigabytes of weights',
      'weightsManifest',
      ({ weightsManifest: [group] }) => {
        group!.weights = Array.from({ length: 10 }, (_, k) => ({ name: `w${k}`, shape: [2 ** 28], dtype: 'float32' }));
      },
    ],
    ['an entry that is none', 'weightsManifest', ({ weightsManifest: [group] }) => (group!.weights[0] = null as never)],
    [
      'two weights of one name',
      'weightsManifest',
      ({ weightsManifest: [group] }) => (group!.weights[1]!.name = group!.weights[0]!.name),
    ],
    [
      'a weight called __proto__',
      'weightsManifest',
      ({ weightsManifest: [group] }) => (group!.weights[0]!.name = '__proto__'),
    ],
    [
      'layers of more weights than the file has',
      'modelTopology',
      ({ modelTopology: { config } }) => (config.layers.at(-2)!.config.units = 2e7),
    ],
    [
      'an image that is padded beyond any memory',
      'modelTopology',
      ({ modelTopology: { config } }) => {
        const layer = (class_name: string, settings: object) => ({
          class_name,
          config: { name: class_name, ...settings },
        });
        config.layers.splice(
          3,
          0,
          layer('ZeroPadding2D', {
            padding: [
              [20_000, 20_000],
              [20_000, 20_000],
            ],
          }),
          layer('Cropping2D', {
            cropping: [
              [20_000, 20_000],
              [20_000, 20_000],
            ],
          }),
        );
      },
    ],
    [
      'scores that are none',
      'output',
      ({ modelTopology: { config } }) => (config.layers.at(-1)!.config.activation = 'tanh'),
    ],
  ])('%s', async (_, field, change) => {
    await saveTiny();
    await edit(change);
    await expect(loadModel(folder, { backend: testBackend })).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
      details: { field },
    });
  });

  test.each<readonly [string, (file: EditableFile) => void]>([
    ['labels in another order', ({ userDefinedMetadata: { ferkit } }) => (ferkit.labels = ['b', 'a', 'c'])],
    ['another temperature', ({ userDefinedMetadata: { ferkit } }) => (ferkit.temperature = 3)],
    ['another activation', ({ modelTopology: { config } }) => (config.layers[2]!.config.activation = 'elu')],
  ])('what it could read, but is not what was saved: %s', async (_, change) => {
    await saveTiny();
    const { checksum } = (JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as EditableFile)
      .userDefinedMetadata.ferkit;
    await edit((file) => {
      file.userDefinedMetadata.ferkit.checksum = checksum;
      change(file);
    });
    await expect(loadModel(folder, { backend: testBackend })).rejects.toMatchObject({
      code: 'MODEL_CORRUPT',
      message: /was changed after it was saved/,
    });
    // A file without a checksum is accepted.
    await edit(() => undefined);
    (await loadModel(folder, { backend: testBackend })).dispose();
  });

  test('nothing of a file whose text was laid out anew', async () => {
    await saveTiny();
    const path = join(folder, 'model.json');
    const file = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify(Object.fromEntries(Object.entries(file).reverse()), undefined, 4));
    (await loadModel(folder, { backend: testBackend })).dispose();
  });

  test.each([NaN, Infinity, 3e38])('weights of %s that no checksum tells of', async (value) => {
    await saveTiny();
    await edit(({ userDefinedMetadata: { ferkit } }) => delete ferkit.weights);
    const name = (await readdir(folder)).find((file) => file.endsWith('.bin'))!;
    const { length } = await readFile(join(folder, name));
    await writeFile(join(folder, name), new Uint8Array(new Float32Array(length / 4).fill(value).buffer));
    // Finite but huge weights overflow only with some images, so the model has to score one.
    const scored = loadModel(folder, { backend: testBackend }).then((model) =>
      model.predict([image]).finally(() => model.dispose()),
    );
    await expect(scored).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
  });

  test('a temperature that is none, when it scores', async () => {
    const model = await createTinyModel();
    for (const temperature of [0, -1, NaN, Infinity]) {
      await expect(model.predict([image], { temperature })).rejects.toMatchObject({
        details: { option: 'temperature' },
      });
    }
    model.dispose();
  });

  test('a model of another tool, until it is told what the file lacks', async () => {
    await saveTiny();
    await editJson((file) => delete file.userDefinedMetadata);
    await expect(loadModel(folder)).rejects.toMatchObject({ code: 'MODEL_INCOMPATIBLE', details: { field: 'labels' } });
    const model = await loadModel(folder, {
      backend: testBackend,
      metadata: {
        labels: ['x', 'y', 'z'],
        input: { width: 16, height: 16, channels: 1 },
        preprocessing: { gray: 'rec601', resize: 'area', mean: 0, std: 1 },
      },
    });
    expect(model.labels).toEqual(['x', 'y', 'z']);
    model.dispose();
  });
});
