import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadModel } from '@ferkit/core';
import { importModel } from '@ferkit/core/exchange';
import { createRandom } from '@ferkit/core/datasets';
import { parseReport } from '@ferkit/core/metrics';
import { main } from '#core/cli/main';
import { encodePng } from '../datasets/support/encodePng';
import { createTestHost } from './support/createTestHost';

const SIDE = 32;
let room: string;
const run = async (...args: string[]) => {
  const host = createTestHost({});
  const code = await main(args, host);
  return { code, ...host.written };
};

/** Squares of one luma in noise, which differ in their colors only: 0.299 * 196 = 0.587 * 100. */
function draw(label: 'red' | 'green', seed: number): Uint8Array {
  const random = createRandom(seed);
  const pixels = new Uint8Array(SIDE * SIDE * 3);
  for (let at = 0; at < pixels.length; at += 3) {
    const light = 0.8 + 0.4 * random.next();
    if (label === 'red') pixels[at] = 196 * light;
    else pixels[at + 1] = 100 * light;
  }
  return encodePng({ pixels, width: SIDE, height: SIDE, channels: 3 });
}

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-colour-'));
  for (const [label, first] of [
    ['red', 0],
    ['green', 500],
  ] as const) {
    const folder = join(room, 'photos', label);
    await mkdir(folder, { recursive: true });
    for (let k = 0; k < 60; k++) await writeFile(join(folder, `${k}.png`), draw(label, first + k));
  }
});
afterAll(() => rm(room, { recursive: true, force: true }));

test('a network of color is trained, extended, evaluated, used and exported in color, and leaves no tensors', async () => {
  const before = tf.memory().numTensors;
  const [photos, folder] = [join(room, 'photos'), join(room, 'run')];
  const data = ['--data', photos, '--faces', 'false'];
  const recipe = ['--network', '{"stem":4,"widths":[8,16]}', '--batch-size', '8', '--learning-rate', '0.01'];
  const training = ['--epochs', '3', '--no-augment', '--colour', '--size', String(SIDE), '--backend', 'wasm'];
  const trained = await run('train', ...data, ...recipe, ...training, '--out', folder);
  expect(trained).toMatchObject({ code: 0 });
  const extended = await run('train', '--out', folder, '--resume', '--epochs', '5');
  expect(extended).toMatchObject({ code: 0 });

  const path = join(room, 'report.json');
  const asked = ['--model', folder, '--split', 'all', '--backend', 'wasm', '--out', path];
  expect(await run('evaluate', ...data, ...asked)).toMatchObject({ code: 0 });
  const report = parseReport(await readFile(path, 'utf8'));
  expect(report.model.input).toMatchObject({ width: SIDE, height: SIDE });
  expect(report.accuracy).toBeGreaterThan(0.95);

  const picture = join(photos, 'red', '0.png');
  const told = await run('predict', picture, '--model', folder, '--whole', '--format', 'json', '--backend', 'wasm');
  expect(told).toMatchObject({ code: 0 });
  expect(told.out).toMatch(/"label":\s*"red"/);

  const file = join(room, 'net.onnx');
  expect(await run('export', folder, '--to', 'onnx', '--out', file)).toMatchObject({ code: 0 });
  const [model, back] = [await loadModel(folder, { backend: 'wasm' }), await importModel(file, { backend: 'wasm' })];
  expect(model.metadata.input).toEqual({ width: SIDE, height: SIDE, channels: 3 });
  expect(back.metadata.input).toEqual(model.metadata.input);
  const image = { pixels: new Uint8Array(SIDE * SIDE * 3).fill(90), width: SIDE, height: SIDE, channels: 3 } as const;
  const [[ours], [theirs]] = [await model.predict([image]), await back.predict([image])];
  theirs!.forEach((score, at) => expect(score).toBeCloseTo(ours![at]!, 5));
  model.dispose();
  back.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
