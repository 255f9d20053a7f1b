import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  adaptModel,
  createModel,
  createSyntheticFaces,
  diagnoseBackends,
  type FerModel,
  loadModel,
  saveModel,
  selectBackend,
} from '@ferkit/core';
import { exportModel, importModel } from '@ferkit/core/exchange';
import { createTinyModel } from '../support/tinyNet';
import { testBackend } from '../support/testBackend';

let model: FerModel;
let folder: string;
beforeAll(async () => {
  model = await createTinyModel();
  folder = await mkdtemp(join(tmpdir(), 'ferkit-doors-'));
  await saveModel(model, folder);
});
afterAll(async () => {
  model.dispose();
  await rm(folder, { recursive: true });
});

/** A call with its wrong option, as a program without types can make it. */
type Call = (wrong: never) => Promise<unknown>;

const calls: Readonly<Record<string, Call>> = {
  createModel: (wrong) => createModel({ backend: testBackend, ...(wrong as object) }),
  loadModel: (wrong) => loadModel({ backend: testBackend, ...(wrong as object) }),
  importModel: (wrong) => importModel(folder, { backend: testBackend, ...(wrong as object) }),
  adaptModel: (wrong) => adaptModel(model, ['a', 'b'], wrong),
  saveModel: (wrong) => saveModel(model, folder, wrong),
  exportModel: (wrong) => exportModel(model, join(folder, 'net.onnx'), wrong),
  selectBackend: (wrong) => selectBackend(testBackend, wrong),
  diagnoseBackends: (wrong) => diagnoseBackends(wrong),
  predict: (wrong) => model.predict([], wrong),
};

const wrongLabels = [[], ['a'], ['a', 'a'], ['a', ' '], ['a', 1], ['a', null], [, 'a', 'b'], 'a,b', { a: 0 }, 7, null]; // eslint-disable-line no-sparse-arrays

describe('every door of a model refuses', () => {
  test.each(Object.entries(calls))('%s: an unknown option, and suggests the nearest', async (_, call) => {
    await expect(call({ signl: undefined, sigal: new AbortController().signal } as never)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining('Did you mean "signal"?') as string,
    });
    await expect(call({ signal: 42 } as never)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option: 'signal' },
    });
  });

  test.each([
    ['createModel', { input: { channels: 3 } }, 'input'],
    ['createModel', { input: { width: 48, height: 48, channels: 2 } }, 'input.channels'],
    ['createModel', { input: { width: 48, height: 4 } }, 'input.height'],
    ['createModel', { input: { width: 48, height: 48, depth: 1 } }, 'input.depth'],
    ['createModel', { input: [48, 48] }, 'input'],
    ['createModel', { seed: NaN }, 'seed'],
    ['createModel', { options: { stem: '16' } }, 'options.stem'],
    ['createModel', { options: { stem: NaN } }, 'options.stem'],
    ['createModel', { options: { widths: [] } }, 'options.widths'],
    ['createModel', { options: { widths: [8, -1] } }, 'options.widths'],
    ['createModel', { options: { dropout: 1 } }, 'options.dropout'],
    ['createModel', { options: [] }, 'options'],
    ['createModel', { architecture: 'fercnn2' }, 'architecture'],
    ['createModel', { backend: [testBackend, 'gpu'] }, 'backend'],
    ['createModel', { backend: { name: 'wasm', threads: 0 } }, 'backend'],
    ['createModel', { backend: { name: 'wasm', paths: 42 } }, 'backend'],
    ['loadModel', { backend: 42 }, 'backend'],
    ['loadModel', { metadata: { temprature: 2 } }, 'metadata.temprature'],
    ['loadModel', { metadata: { temperature: 0 } }, 'metadata.temperature'],
    ['loadModel', { metadata: { input: { width: 48 } } }, 'metadata.input'],
    ['loadModel', { metadata: { preprocessing: { mean: 0, std: 0 } } }, 'metadata.preprocessing'],
    ['loadModel', { metadata: [] }, 'metadata'],
    ['loadModel', { onProgress: true }, 'onProgress'],
    ['importModel', { labels: 'fer' }, 'labels'],
    ['importModel', { scaling: '0-1' }, 'scaling'],
    ['importModel', { scaling: { mean: 0 } }, 'scaling'],
    ['importModel', { input: { width: 0, height: 48 } }, 'input.width'],
    ['adaptModel', { freeze: true }, 'freeze'],
    ['saveModel', { precision: 'int8' }, 'precision'],
    ['exportModel', { format: 'h5' }, 'format'],
    ['selectBackend', { verify: 'no' }, 'verify'],
    ['predict', { views: 3 }, 'views'],
  ])('%s: %j', async (name, wrong, option) => {
    await expect(calls[name]!(wrong as never)).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option } });
  });

  test.each(wrongLabels.map((labels) => [labels]))('labels %j', async (labels) => {
    const error = { code: 'OPTION_INVALID', message: expect.stringContaining('2 to 256 different names') as string };
    const wrong = labels as never;
    await expect(createModel({ labels: wrong, backend: testBackend })).rejects.toMatchObject(error);
    await expect(adaptModel(model, wrong)).rejects.toMatchObject(error);
    await expect(importModel(folder, { labels: wrong })).rejects.toMatchObject(error);
    await expect(loadModel(folder, { metadata: { labels: wrong } })).rejects.toMatchObject(error);
  });

  test.each([[''], [' '], [42], [null], [[]], [['model.json']], [new Map()], ['net.keras'], ['net.H5']])(
    'the source %j',
    async (source) => {
      await expect(loadModel(source as never)).rejects.toMatchObject({
        code: 'OPTION_INVALID',
        details: { option: 'model' },
      });
    },
  );

  test('an object with options as a source, if options follow', async () => {
    await expect(loadModel({} as never, { backend: testBackend })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });

  test.each([[''], [42], [null], [[]]])('the target or source %j of an exchange', async (path) => {
    const refused = { code: 'OPTION_INVALID' };
    await expect(importModel(path as never)).rejects.toMatchObject(refused);
    await expect(exportModel(model, path as never)).rejects.toMatchObject(refused);
    await expect(saveModel(model, path as never)).rejects.toMatchObject(refused);
  });

  test.each([[undefined], [42], [{}], ['./my-model']])('%j as a model', async (wrong) => {
    const refused = { code: 'OPTION_INVALID', details: { option: 'model' } };
    await expect(saveModel(wrong as never, folder)).rejects.toMatchObject(refused);
    await expect(exportModel(wrong as never, 'net.onnx')).rejects.toMatchObject(refused);
    await expect(adaptModel(wrong as never, ['a', 'b'])).rejects.toMatchObject(refused);
  });
});

test('a dataset serves as the size of an input', async () => {
  const input = createSyntheticFaces({ count: 7, seed: 1 });
  using next = await createModel({ input, backend: testBackend, options: { widths: [8] } });
  expect(next.metadata.input).toEqual({ width: 48, height: 48, channels: 1 });
});

test('the metadata of a model is an input for the next', async () => {
  using next = await createModel({ input: model.metadata.input, backend: testBackend, options: { widths: [8] } });
  expect(next.metadata.input).toEqual(model.metadata.input);
});

test('a model is loaded from a JSON file of another name', async () => {
  const { readFile, readdir } = await import('node:fs/promises');
  const other = await mkdtemp(join(tmpdir(), 'ferkit-doors-'));
  for (const name of await readdir(folder)) {
    await writeFile(join(other, name === 'model.json' ? 'emotions.json' : name), await readFile(join(folder, name)));
  }
  using loaded = await loadModel(join(other, 'emotions.json'), { backend: testBackend });
  const files = await Promise.all(
    (await readdir(other)).map(async (name) => new File([await readFile(join(other, name))], name)),
  );
  using picked = await loadModel(files, { backend: testBackend });
  expect(loaded.labels).toEqual(picked.labels);
  await rm(other, { recursive: true });
});

test('a file that is no model is named with its fields', async () => {
  const path = join(folder, 'report.json');
  await writeFile(path, '{"schema":1,"accuracy":0.7}');
  await expect(loadModel(path)).rejects.toMatchObject({
    code: 'MODEL_INCOMPATIBLE',
    message: expect.stringMatching(
      /report\.json is no model with layers.*received an object with schema, accuracy/,
    ) as string,
  });
});

describe('the order of imported labels', () => {
  const sevenOutputs = async (): Promise<string> => {
    using seven = await createModel({ options: { stem: 4, widths: [4] }, backend: testBackend });
    const place = join(folder, 'seven');
    await saveModel(seven, place);
    const { readFile } = await import('node:fs/promises');
    const file = JSON.parse(await readFile(join(place, 'model.json'), 'utf8')) as Record<string, unknown>;
    delete file.userDefinedMetadata;
    await writeFile(join(place, 'model.json'), JSON.stringify(file));
    return place;
  };
  const options = { scaling: '0..1', backend: testBackend } as const;

  test('is named in the metadata, saved and loaded with it', async () => {
    const place = await sevenOutputs();
    using alphabetical = await importModel(place, { ...options, labels: 'alphabetical' });
    expect(alphabetical.labels).toEqual(['angry', 'disgust', 'fear', 'happy', 'neutral', 'sad', 'surprise']);
    expect(alphabetical.metadata.assumedOrder).toBe('alphabetical');
    using ofNumbers = await importModel(place, { ...options, labels: 'fer2013' });
    expect(ofNumbers.labels.at(-1)).toBe('neutral');
    expect(ofNumbers.metadata.assumedOrder).toBe('fer2013');
    using given = await importModel(place, { ...options, labels: ['g', 'b', 'c', 'd', 'e', 'f', 'a'] });
    expect(given.metadata.assumedOrder).toBe('other');
    await saveModel(alphabetical, join(folder, 'again'));
    using loaded = await loadModel(join(folder, 'again'), { backend: testBackend });
    expect(loaded.metadata).toEqual(alphabetical.metadata);
    using back = await importModel(join(folder, 'again'), { backend: testBackend });
    expect(back.metadata.assumedOrder).toBe('alphabetical');
  });

  test('is asked for where the file does not tell it', async () => {
    await expect(importModel(await sevenOutputs(), options)).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
      details: { field: 'labels' },
      message: expect.stringMatching(
        /7 outputs without names.*labels: 'alphabetical'.*trained on folders.*labels: 'fer2013'/,
      ) as string,
    });
  });
});
