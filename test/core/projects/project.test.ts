import { readFile, writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Dataset, encodeProject, loadModel, openDataset, openProject, readProjectRecipe } from '@ferkit/core';
import { main } from '#core/cli/main';
import { createTestHost } from '../cli/support/createTestHost';
import { catchError } from '../datasets/support/catchError';
import { useTemporaryFolder } from '../datasets/support/temporaryFolder';
import { createTinyModel, readWeights } from '../support/tinyNet';
import { testBackend } from '../support/testBackend';

const folder = useTemporaryFolder();

let tensors: number;
beforeEach(() => {
  tensors = tf.memory().numTensors;
});
afterEach(() => expect(tf.memory().numTensors).toBe(tensors));

/** Names that folders, lists of labels and splits would read as something else. */
const odd = ['smile', 'a/b: "c" <d>?*|\\', 'test', '1', '..', 'Grün & 日本', 'smile.', 'none yet'];

/** Pictures of 16 x 16 pixels: for each label but the last, four for training and one for validation. */
function collect(labels: readonly string[]): Dataset {
  const count = 5 * (labels.length - 1);
  return new Dataset({
    name: 'my faces',
    labels,
    width: 16,
    height: 16,
    pixels: Uint8Array.from({ length: 256 * count }, (_, k) => (k * 31 + (k >> 8)) % 256),
    rows: Uint32Array.from({ length: count }, (_, k) => k),
    labelIndices: Uint8Array.from({ length: count }, (_, k) => Math.floor(k / 5)),
    splitIndices: Uint8Array.from({ length: count }, (_, k) => (k % 5 === 4 ? 1 : 0)),
  });
}

const toNotes = (dataset: Dataset): string[] =>
  Array.from(
    { length: dataset.size },
    (_, k) => `${dataset.splitOf(k)} ${dataset.label(k)} ${[...dataset.image(k).pixels].join()}`,
  ).sort();

/** The packed project of pictures and a model of three labels. */
async function pack(): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly dataset: Dataset }> {
  const model = await createTinyModel({ labels: ['wink', 'no wink', 'rest'] });
  const dataset = collect(['wink', 'no wink', 'rest']);
  const bytes = await encodeProject({ dataset, model, recipe: { epochs: 3, schedule: { type: 'constant' } } });
  model.dispose();
  return { bytes, dataset };
}

describe('a project', () => {
  test('comes back with its pictures, labels, splits, options and model', async () => {
    const model = await createTinyModel({ labels: ['wink', 'no wink', 'rest'], seed: 4 });
    const dataset = collect(['wink', 'no wink', 'rest']);
    const bytes = await encodeProject({ dataset, model, recipe: { epochs: 3, seed: 8 } });
    const project = await openProject(bytes, { backend: testBackend });
    expect(project.dataset).toMatchObject({ name: 'my faces', labels: dataset.labels, width: 16, height: 16 });
    expect(toNotes(project.dataset)).toEqual(toNotes(dataset));
    expect(project.recipe).toEqual({ epochs: 3, seed: 8 });
    expect(project.model!.labels).toEqual(model.labels);
    expect(await readWeights(project.model!)).toEqual(await readWeights(model));
    model.dispose();
    project.model!.dispose();
  });

  test('keeps labels of any text, and labels without pictures', async () => {
    const dataset = collect(odd);
    const { dataset: opened, model } = await openProject(await encodeProject({ dataset }));
    expect(model).toBeUndefined();
    expect(opened.labels).toEqual(odd);
    expect(toNotes(opened)).toEqual(toNotes(dataset));
  });

  test('is an archive that other programs unpack, with a picture in the folder of each label', async () => {
    const { bytes } = await pack();
    const files = Object.keys(unzipSync(bytes));
    expect(files).toContain('train/no wink/0004.png');
    expect(files).toContain('validation/wink/0001.png');
    expect(files).toContain('model.json');
    const odder = Object.keys(unzipSync(await encodeProject({ dataset: collect(odd) })));
    expect(odder.filter((path) => path.split('/').length !== 3)).toEqual(['ferkit.json']);
    expect(odder).toContain('train/a%2Fb%3A %22c%22 %3Cd%3E%3F%2A%7C%5C/0001.png');
    expect(odder.filter((path) => /[<>:"|?*\\]|\/[. ]|[. ]\//.test(path))).toEqual([]);
  });

  test('is also read unpacked, packed anew by another program, and with pictures added by hand', async () => {
    const { bytes, dataset } = await pack();
    const files = unzipSync(bytes);
    files['train/wink/added.png'] = files['train/wink/0001.png']!;
    const repacked = zipSync(Object.fromEntries(Object.entries(files).map(([path, file]) => [`winks/${path}`, file])));
    const { dataset: opened, model } = await openProject(new File([repacked], 'again.zip'));
    expect(opened.size).toBe(dataset.size + 1);
    expect(model!.labels).toEqual(dataset.labels);
    model!.dispose();
    const unpacked = await openDataset(await folder.write('winks', files), { width: 16, height: 16 });
    expect(unpacked.size).toBe(dataset.size + 1);
    expect(unpacked.labels).toEqual(dataset.labels);
  });

  test('gives the options of its training alone; other data have none', async () => {
    const { bytes } = await pack();
    expect(await readProjectRecipe(bytes)).toEqual({ epochs: 3, schedule: { type: 'constant' } });
    const unpacked = await folder.write('unpacked', unzipSync(bytes));
    expect(await readProjectRecipe(unpacked)).toEqual({ epochs: 3, schedule: { type: 'constant' } });
    expect(await readProjectRecipe(await encodeProject({ dataset: collect(['one', 'two']) }))).toBeUndefined();
    expect(await readProjectRecipe(strToU8('emotion,pixels\n'))).toBeUndefined();
    expect(await readProjectRecipe(zipSync({ 'happy/1.png': strToU8('x') }))).toBeUndefined();
    const wrong = change(bytes, '"epochs": 3', '"epochs": "many"');
    const { details } = await catchError('DATASET_MALFORMED', () => readProjectRecipe(wrong));
    expect(details).toMatchObject({ column: 'recipe.epochs' });
  });

  test.each<readonly [string, (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>, string]>([
    ['half of it', (bytes) => bytes.slice(0, bytes.length / 2), 'DATASET_MALFORMED'],
    ['no bytes', () => new Uint8Array(0), 'DATASET_MALFORMED'],
    ['a text', () => strToU8('hello'), 'DATASET_MALFORMED'],
    ['another archive', () => zipSync({ 'a.txt': strToU8('hello') }), 'DATASET_MALFORMED'],
    ['an empty archive', () => zipSync({}), 'DATASET_MALFORMED'],
    ['no pictures', (bytes) => without(bytes, /png$/), 'DATASET_EMPTY'],
    ['no weights', (bytes) => without(bytes, /bin$/), 'SOURCE_UNREADABLE'],
    ['a broken manifest', (bytes) => edit(bytes, /ferkit/, '{'), 'DATASET_MALFORMED'],
    ['a newer manifest', (bytes) => edit(bytes, /ferkit/, '{"schema": 2}'), 'DATASET_MALFORMED'],
    ['a manifest without labels', (bytes) => edit(bytes, /ferkit/, '{"schema": 1, "name": "x"}'), 'DATASET_MALFORMED'],
    ['another recipe', (bytes) => change(bytes, '"epochs": 3', '"epochs": "many"'), 'DATASET_MALFORMED'],
    ['a broken picture', (bytes) => edit(bytes, /0002.png/, 'hello'), 'DATASET_MALFORMED'],
    ['a changed model', (bytes) => change(bytes, '"no wink"', '"wink"', /model.json/), 'MODEL_INCOMPATIBLE'],
    ['other weights', (bytes) => edit(bytes, /bin$/, 'hello'), 'MODEL_CORRUPT'],
  ])('that is damaged or foreign is told: %s', async (_, damage, code) => {
    const { bytes } = await pack();
    const error = await openProject(damage(bytes), { backend: testBackend }).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code });
  });

  test('stops when it is aborted', async () => {
    const { bytes, dataset } = await pack();
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(openProject(bytes, { signal })).rejects.toThrow('enough');
    await expect(encodeProject({ dataset }, { signal })).rejects.toThrow('enough');
  });
});

const without = (bytes: Uint8Array, path: RegExp): Uint8Array<ArrayBuffer> =>
  zipSync(Object.fromEntries(Object.entries(unzipSync(bytes)).filter(([name]) => !path.test(name))));
const edit = (bytes: Uint8Array, path: RegExp, text: string): Uint8Array<ArrayBuffer> =>
  zipSync(
    Object.fromEntries(
      Object.entries(unzipSync(bytes)).map(([name, file]) => [name, path.test(name) ? strToU8(text) : file]),
    ),
  );
function change(bytes: Uint8Array, from: string, to: string, path = /ferkit.json/): Uint8Array<ArrayBuffer> {
  const [, file] = Object.entries(unzipSync(bytes)).find(([name]) => path.test(name))!;
  const text = new TextDecoder().decode(file);
  expect(text).toContain(from);
  return edit(bytes, path, text.replace(from, to));
}

describe('a ZIP archive', () => {
  test('is read as the folder that it holds', async () => {
    const { bytes } = await pack();
    const files = unzipSync(bytes);
    const picture = files['train/wink/0001.png']!;
    const archive = zipSync({
      'photos/happy/1.png': picture,
      'photos/sad/2.png': picture,
      'photos/.DS_Store': strToU8('x'),
      '__MACOSX/photos/happy/._1.png': strToU8('x'),
    });
    const dataset = await openDataset(await folder.write('packed', { 'photos.zip': archive }).then((path) => `${path}/photos.zip`), { width: 16, height: 16 }); // prettier-ignore
    expect(dataset).toMatchObject({ name: 'photos', labels: ['happy', 'sad'], size: 2 });
    expect(dataset.skipped.count).toBe(0);
  });

  test('may hold a table, as those of Kaggle do', async () => {
    const csv = 'emotion,pixels,Usage\n3,1 2 3 4,Training\n4,5 6 7 8,PublicTest\n';
    const archive = new File([zipSync({ 'fer2013.csv': strToU8(csv) })], 'archive.zip');
    const dataset = await openDataset(archive, { width: 2, height: 2 });
    expect([...dataset.labelIndices]).toEqual([3, 4]);
  });

  test('that is damaged is told with its damage', async () => {
    const archive = zipSync({ 'happy/1.png': new Uint8Array(100) });
    const damaged = new File([archive.slice(0, 90)], 'photos.zip');
    const { details } = await catchError('DATASET_MALFORMED', () => openDataset(damaged));
    expect(details).toMatchObject({ source: 'photos.zip', expected: 'a whole ZIP archive' });
  });
});

describe('the command line', () => {
  const run = async (...args: string[]) => {
    const host = createTestHost();
    return { code: await main(args, host), ...host.written };
  };

  test('inspects, trains with, evaluates and predicts with one file', async () => {
    const { bytes } = await pack();
    const path = await folder.write('project', { 'winks.zip': bytes }).then((at) => `${at}/winks.zip`);
    const inspected = await run('inspect', path);
    expect(inspected.out).toContain('my faces: 10 images');
    const picture = unzipSync(bytes)['train/no wink/0001.png']!;
    await writeFile(`${path}.png`, picture);
    const predicted = await run('predict', '--model', path, '--whole', `${path}.png`, '--json', '--backend', 'cpu');
    expect(predicted.error).toBe('');
    const { faces } = JSON.parse(predicted.out) as { readonly faces: readonly { readonly label: string }[] };
    expect(['wink', 'no wink', 'rest']).toContain(faces[0]!.label);
    const evaluated = await run('evaluate', '--model', path, '--data', path, '--split', 'validation', '--json', '--backend', 'cpu'); // prettier-ignore
    expect(evaluated.error).toBe('');
    expect(JSON.parse(evaluated.out)).toMatchObject({ samples: 2 });
    const out = `${path}-run`;
    const trained = await run('train', '--data', path, '--out', out, '--epochs', '1', '--network', '{"stem":4,"widths":[4,4,4]}', '--quiet', '--backend', 'cpu'); // prettier-ignore
    expect(trained.code, trained.error).toBe(0);
    const model = await loadModel(out, { backend: testBackend });
    expect(model.labels).toEqual(['wink', 'no wink', 'rest']);
    model.dispose();
  });

  test('trains with the options of a project where no flag sets them, and prints which', async () => {
    const { bytes } = await pack();
    const path = await folder.write('kept', { 'winks.zip': bytes }).then((at) => `${at}/winks.zip`);
    const common = ['--data', path, '--backend', 'cpu'];
    const net = ['--network', '{"stem":4,"widths":[4,4,4]}'];

    const flagged = await run('train', ...common, ...net, '--schedule', 'cosine', '--out', `${path}-flagged`);
    expect(flagged.code, flagged.error).toBe(0);
    expect(flagged.error).toContain('Options of the project: epochs 3.');
    expect(flagged.error).toContain('Not those that flags set: schedule {"type":"constant"}.');
    const { history } = JSON.parse(await readFile(`${path}-flagged/history.json`, 'utf8')) as { history: unknown[] };
    expect(history).toHaveLength(3);

    const headOnly = await run('train', ...common, '--from', path, '--epochs', '1', '--out', `${path}-head`);
    expect(headOnly.code, headOnly.error).toBe(0);
    expect(headOnly.error).toContain('Options of the project: schedule {"type":"constant"}, headEpochs 3.');
    expect(headOnly.out).toContain('epoch 3/3');
    expect(headOnly.out).toContain('epoch 1/1');
  });

  test('tells an archive without a model', async () => {
    const bytes = await encodeProject({ dataset: collect(['wink', 'no wink', 'rest']) });
    const path = await folder.write('pictures', { 'winks.zip': bytes }).then((at) => `${at}/winks.zip`);
    const { code, error } = await run('predict', '--model', path, 'face.png');
    expect(code).toBe(1);
    expect(error).toContain('winks.zip has no model.json');
  });
});
