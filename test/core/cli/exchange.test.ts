import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { main } from '#core/cli/main';
import { loadModel, saveModel } from '@ferkit/core';
import { faces, largestDifference } from '../exchange/support/faces';
import { createTinyModel } from '../support/tinyNet';
import { createTestHost } from './support/createTestHost';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-exchange-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function run(...args: string[]) {
  const host = createTestHost();
  const code = await main(args, host);
  return { code, ...host.written };
}

describe('export and import', () => {
  test('the bundled model goes to Keras and comes back with its scores', async () => {
    const [file, out] = [join(folder, 'ferkit.keras'), join(folder, 'back')];
    const exported = await run('export', '--to', 'keras', '--out', file);
    expect(exported).toMatchObject({ code: 0, error: '' });
    expect(exported.out).toMatch(/Wrote .*ferkit\.keras: \d.* MB, SHA-256 [0-9a-f]{64}/);
    expect(await run('import', file, '--out', out)).toMatchObject({ code: 0, error: '' });
    const [before, after] = [await loadModel({ backend: 'wasm' }), await loadModel(out, { backend: 'wasm' })];
    expect(after.metadata).toEqual(before.metadata);
    const difference = largestDifference(await before.predictMatrix(faces), await after.predictMatrix(faces));
    expect(difference).toBeLessThan(1e-6);
    before.dispose();
    after.dispose();
  });

  test('a model in a folder goes to ONNX', async () => {
    const model = await createTinyModel();
    await saveModel(model, join(folder, 'tiny'));
    model.dispose();
    const file = join(folder, 'tiny.onnx');
    expect(await run('export', join(folder, 'tiny'), '--to', 'onnx', '--out', file)).toMatchObject({ code: 0 });
    expect((await stat(file)).size).toBeGreaterThan(1000);
  });

  test('a tfjs model of another tool is told what it lacks', async () => {
    const model = await createTinyModel({ seed: 3 });
    const images = faces.map((face) => ({ ...face }));
    const scores = await model.predictMatrix(images);
    await saveModel(model, join(folder, 'tfjs'));
    model.dispose();
    const path = join(folder, 'tfjs', 'model.json');
    const file = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    delete file.userDefinedMetadata;
    await writeFile(path, JSON.stringify(file));

    const out = join(folder, 'ours');
    const refused = await run('import', join(folder, 'tfjs'), '--out', out);
    expect(refused.code).toBe(1);
    expect(refused.error).toContain('The labels of');
    const told = await run('import', join(folder, 'tfjs'), '--labels', 'x,y,z', '--scaling', '0.5,0.25', '--out', out);
    expect(told).toMatchObject({ code: 0, error: '' });
    expect(told.out).toContain('Labels: x, y, z');
    const imported = await loadModel(out, { backend: 'wasm' });
    expect(largestDifference(await imported.predictMatrix(images), scores)).toBeLessThan(1e-6);
    imported.dispose();
  });
});

describe('a command line that cannot be followed', () => {
  test.each([
    [['export'], 2, 'To which format? --to keras or --to onnx'],
    [['export', '--to', 'onx'], 2, 'Did you mean onnx?'],
    [['import'], 2, 'Which file or folder?'],
    [['import', 'net.keras', '--size', '48x'], 2, '--size takes a side or a width and a height'],
    [['import', 'net.keras', '--scaling', '0..100'], 2, 'takes 0..255, 0..1, -1..1'],
    [['import', 'net.keras', '--out', './net.keras'], 2, 'name another --out'],
    [['import', 'no-such-file.keras'], 1, 'no-such-file.keras'],
    [['import', 'package.json'], 1, 'package.json'],
    [['import', 'LICENSE'], 1, 'a .keras, .h5 or .onnx file, or a folder with model.json'],
  ])('%j', async (args, code, message) => {
    const ended = await run(...args);
    expect(ended.code).toBe(code);
    expect(ended.error).toContain(message);
  });
});
