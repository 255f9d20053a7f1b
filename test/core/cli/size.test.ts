import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSyntheticFaces, evaluate, loadModel, openDataset } from '@ferkit/core';
import { parseReport } from '@ferkit/core/metrics';
import { importModel } from '@ferkit/core/exchange';
import { main } from '#core/cli/main';
import { encodePng } from '../datasets/support/encodePng';
import { createTestHost } from './support/createTestHost';

let room: string;
const run = async (...args: string[]) => {
  const host = createTestHost({});
  const code = await main(args, host);
  return { code, ...host.written };
};

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-size-'));
  const faces = createSyntheticFaces({ count: 70, size: 96, seed: 3 });
  for (let k = 0; k < faces.size; k++) {
    const folder = join(room, 'photos', faces.label(k));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${k}.png`), encodePng(faces.image(k)));
  }
});
afterAll(() => rm(room, { recursive: true, force: true }));

test('a network of larger pictures is trained, evaluated, used and exported in their size', async () => {
  const [photos, folder] = [join(room, 'photos'), join(room, 'run')];
  const recipe = ['--network', '{"stem":4,"widths":[4,8]}', '--epochs', '1', '--batch-size', '16', '--backend', 'wasm'];
  const data = ['--data', photos, '--faces', 'false'];
  expect(await run('train', ...data, '--size', '96', ...recipe, '--out', folder)).toMatchObject({ code: 0 });
  const model = await loadModel(folder, { backend: 'wasm' });
  expect(model.metadata.input).toEqual({ width: 96, height: 96, channels: 1 });

  const path = join(room, 'report.json');
  const asked = ['--model', folder, '--split', 'all', '--backend', 'wasm', '--out', path];
  expect(await run('evaluate', ...data, ...asked)).toMatchObject({ code: 0 });
  const { nll } = parseReport(await readFile(path, 'utf8'));
  const inSize = await openDataset(photos, { width: 96, height: 96, faces: false });
  expect(nll).toBeCloseTo((await evaluate(model, inSize)).nll, 6);
  const shrunk = await openDataset(photos, { faces: false });
  expect(nll).not.toBeCloseTo((await evaluate(model, shrunk)).nll, 6);

  const file = join(room, 'net.onnx');
  expect(await run('export', folder, '--to', 'onnx', '--out', file)).toMatchObject({ code: 0 });
  const back = await importModel(file, { backend: 'wasm' });
  const [[ours], [theirs]] = [await model.predict([inSize.image(0)]), await back.predict([inSize.image(0)])];
  theirs!.forEach((score, at) => expect(score).toBeCloseTo(ours![at]!, 5));
  model.dispose();
  back.dispose();
});

test.each([
  [['--size', '0'], '--size takes a side or a width and a height in pixels, like 48 or 48x64, not "0".'],
  [['--size', '96', '--from', 'bundled'], '--from and --size exclude each other.'],
])('train %j is refused', async (flags, message) => {
  const { code, error } = await run('train', '--synthetic', ...flags);
  expect({ code, error }).toEqual({ code: 2, error: expect.stringContaining(message) as unknown });
});
