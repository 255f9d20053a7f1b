import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Classifier,
  createClassifier,
  FerError,
  type FerModel,
  isFerError,
  joinFerPlus,
  loadModel,
  openDataset,
  readColorImage,
  readGrayImage,
  loadCheckpoint,
  removeCheckpoint,
  saveModel,
  selectBackend,
  train,
  writeNpyDataset,
} from '@ferkit/core';
import { exportModel, importModel } from '@ferkit/core/exchange';
import { reviveError, serializeError } from '#core/SerializedError';
import { platform as pageFiles } from '#core/platform/platform.browser';
import { serializeImage } from '#core/worker/serialize';
import { encodePng } from '../datasets/support/encodePng';
import { createStripes } from '../support/createStripes';
import { createTinyModel } from '../support/tinyNet';

/** Longest part of an input in an error, in characters in a row. */
const LONGEST = 250;

/** Text in which no two parts are the same, so that every quotation is found. */
function textOf(length: number, letters: string): string {
  let state = 7;
  return Array.from({ length }, () => {
    state = (state * 48271) % 2147483647;
    return letters[state % letters.length];
  }).join('');
}

const base64 = textOf(40_000, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const words = textOf(6000, 'abcdefghijklmnopqrstuvwxyz');

const contents: Readonly<Record<string, string>> = {
  'a data: URL': `data:image/png;base64,${base64}`,
  'a data: URL of text': `data:text/csv,${words}`,
  'a damaged data: URL': `data:${base64}`,
  'a data: URL with %': `data:image/svg+xml,%${words}%`,
  base64,
  'a short base64 text': `iVBORw0KGgo${base64.slice(0, 900)}`,
  'base64 in lines': base64.replace(/.{76}/g, '$&\n'),
  'a long name': words,
  'a long path': `/${words.replace(/.{40}/g, '$&/')}`,
  // Below a file, where nothing can be written.
  'a path of 3000 characters': `${process.execPath}/${words.slice(0, 3000).replace(/.{40}/g, '$&/')}x.json`,
  'a long path with spaces': `/no where/${words.replace(/.{40}/g, '$& ')}`,
};

/** All that a logger can print of an error. */
function textsOf(error: unknown, depth = 0): readonly string[] {
  if (depth > 6 || error === undefined || error === null) return [];
  if (typeof error === 'string') return [error];
  if (typeof error !== 'object') return [];
  const own = Object.getOwnPropertyNames(error).flatMap((name) =>
    textsOf((error as Readonly<Record<string, unknown>>)[name], depth + 1),
  );
  const whole = depth === 0 ? [inspect(error, { depth: 9, maxStringLength: null, showHidden: true })] : [];
  return [...own, ...whole, ...(depth === 0 ? [JSON.stringify(error), JSON.stringify(serializeError(error))] : [])];
}

/** Length of the longest part of a text in another, in steps of 50 characters. */
function longestQuote(text: string, input: string): number {
  let longest = 0;
  for (let at = 0; at < input.length; at += 50) {
    while (at + longest + 50 <= input.length && text.includes(input.slice(at, at + longest + 50))) longest += 50;
  }
  return longest;
}

let folder: string;
let model: FerModel;
let classifier: Classifier;
const dataset = createStripes({ size: 16 });
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'content-'));
  process.chdir(folder);
  model = await createTinyModel();
  classifier = await createClassifier({ model, faces: false });
});
afterAll(() => {
  process.chdir(tmpdir());
  classifier.dispose();
  model.dispose();
  rmSync(folder, { recursive: true });
});

const doors: Readonly<Record<string, (text: string) => unknown>> = {
  readGrayImage,
  readColorImage,
  classify: (text) => classifier.classify(text),
  classifyBatch: (text) => classifier.classifyBatch([text]),
  'classifyBatch, skipping': (text) =>
    new Promise((_, reject) => {
      classifier.classifyBatch([text], { onUnreadable: reject }).catch(reject);
    }),
  explain: (text) => classifier.explain(text),
  classifyStream: (text) => classifier.classifyStream([text]).next(),
  openDataset,
  'openDataset of splits': (text) => openDataset({ train: text }),
  'openDataset of arrays': (text) => openDataset({ images: text, labels: text }),
  'openDataset with labelFile': (text) => openDataset(folder, { labelFile: text }),
  joinFerPlus: (text) => joinFerPlus(dataset, text),
  loadModel,
  'loadModel of a URL': (text) => loadModel(new URL(text, 'http://127.0.0.1:1/')),
  createClassifier: (text) => createClassifier({ model: text }),
  importModel: (text) => importModel(text, { labels: ['a', 'b'], scaling: '0..1' }),
  saveModel: (text) => saveModel(model, text),
  exportModel: (text) => exportModel(model, text, { format: 'onnx' }),
  writeNpyDataset: (text) => writeNpyDataset(dataset, text),
  loadCheckpoint: (text) => loadCheckpoint(text),
  removeCheckpoint: (text) => removeCheckpoint(text),
  'train with a checkpoint': (text) => train(model, dataset, { epochs: 1, checkpoint: text }),
  'train with a checkpoint object': (text) => train(model, dataset, { epochs: 1, checkpoint: { path: text } }),
  selectBackend: (text) => selectBackend(text as 'cpu'),
  'selectBackend with paths': (text) => selectBackend({ name: 'wasm', paths: text }),
  'an image for a worker': (text) => serializeImage(text, []).then((sent) => readGrayImage(sent as string)),
};

describe.each(Object.entries(doors))('%s', (_, call) => {
  test.each(Object.entries(contents))('quotes little of %s', async (_, content) => {
    const outcome: unknown = await Promise.resolve()
      .then(() => call(content))
      .catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(FerError);
    for (const text of textsOf(outcome)) expect(longestQuote(text, content)).toBeLessThanOrEqual(LONGEST);
    for (const text of textsOf(reviveError(serializeError(outcome)))) {
      expect(longestQuote(text, content)).toBeLessThanOrEqual(LONGEST);
    }
  });
});

test('no door has made a file named by content', () => expect(readdirSync(folder)).toEqual([]));

test('a page asks no server for base64 text and long texts', async () => {
  for (const content of ['base64', 'a short base64 text', 'base64 in lines', 'a long name', 'a long path']) {
    const opening = pageFiles.openBytes(contents[content]!);
    await expect(opening).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  }
});

test('a data: URL of an image is read as text and as URL', async () => {
  const png = encodePng({ width: 4, height: 4, pixels: new Uint8Array(16).fill(77) });
  const address = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  const { pixels } = await readGrayImage(address);
  expect([...pixels]).toEqual(new Array(16).fill(77));
  expect(await readGrayImage(new URL(address))).toMatchObject({ width: 4, height: 4 });
});

test('long real paths are read, and named in short when they are missing', async () => {
  const error: unknown = await readGrayImage(join(folder, 'deep folder/'.repeat(60), 'a.png')).catch(
    (error: unknown) => error,
  );
  expect(isFerError(error, 'SOURCE_UNREADABLE')).toBe(true);
  expect((error as FerError).cause).toMatchObject({ code: 'ENOENT', syscall: 'stat' });
  expect((error as FerError).cause).toBeInstanceOf(Error);
});
