import { execFile } from 'node:child_process';
import { copyFile, link, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '#core/cli/main';
import { buildFerkit } from './support/buildFerkit';
import { createTestHost } from './support/createTestHost';
import { saveTinyModel, writeTinyImages } from './support/tinyInputs';

let room: string;
let model: string;
let image: string;

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-keep-'));
  model = await saveTinyModel(join(room, 'model'));
  const images = await writeTinyImages(join(room, 'images'), 2, 20);
  image = join(images, '0000.png');
  await link(image, join(room, 'same.json'));
  await copyFile(image, join(room, 'photo.png'));
});
afterAll(() => rm(room, { recursive: true }));

async function run(...args: string[]) {
  const host = createTestHost();
  const code = await main(args, host);
  return { code, ...host.written };
}

describe('--out never replaces a file that the command reads', () => {
  test.each([
    ['an image', () => ['predict', image, '--format', 'json', '--out', image], () => image],
    ['an image under another name', () => ['predict', image, '--out', join(room, 'same.json')], () => image],
    ['an image of a folder', () => ['predict', room, '--format', 'csv', '--out', join(room, 'photo.png')], () => image],
    ['a dataset', () => ['evaluate', '--data', join(room, 'same.json'), '--out', join(room, 'same.json')], () => image],
    [
      'a model',
      () => ['evaluate', '--synthetic', '--model', model, '--out', join(model, 'model.json')],
      () => join(model, 'model.json'),
    ],
    [
      'a model that classifies',
      () => ['predict', image, '--model', model, '--out', join(model, 'model.json')],
      () => join(model, 'model.json'),
    ],
    [
      'a model to export',
      () => ['export', model, '--to', 'onnx', '--out', join(model, 'model.json')],
      () => join(model, 'model.json'),
    ],
  ] as const)('%s', async (_, args, kept) => {
    const before = await readFile(kept());
    const { code, out, error } = await run(...args());
    expect(error).toMatch(/--out ".+" is (a file that this command reads|an image or archive that exists): choose/);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(await readFile(kept())).toEqual(before);
  });

  test('import replaces no model without --overwrite', async () => {
    const copy = join(room, 'copy');
    expect(await run('import', model, '--out', copy)).toMatchObject({ code: 0, error: '' });
    const refused = await run('import', model, '--out', copy);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.error).toContain('copy has a model. Replace it with --overwrite, or choose another --out.');
    expect(await run('import', model, '--out', copy, '--overwrite')).toMatchObject({ code: 0, error: '' });
  });

  test('a folder is no file', async () => {
    const { code, error } = await run('predict', image, '--format', 'json', '--out', room);
    expect(error).toContain(`--out takes a file, and "${room}" is a folder.`);
    expect(code).toBe(2);
  });
});

test('a full device ends the program with a sentence', async () => {
  const program = await buildFerkit();
  const ended = await new Promise<{ code: unknown; error: string }>((resolve) => {
    execFile('sh', ['-c', 'node "$0" --help > /dev/full', program], (error, _, text) =>
      resolve({ code: error?.code, error: text }),
    );
  });
  expect(ended.error).toMatch(/^ferkit: Cannot write to standard output: .*ENOSPC.*\n$/);
  expect(ended.code).toBe(1);
});
