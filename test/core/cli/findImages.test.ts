import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findImages as findUnlessAborted } from '../../../packages/core/src/cli/findImages';

let folder: string;
const findImages = (operands: readonly string[]): Promise<string[]> =>
  findUnlessAborted(operands, new AbortController().signal);
const inFolder = (...names: readonly string[]): string[] => names.map((name) => join(folder, name));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-images-'));
  for (const file of inFolder('a.png', 'b.JPG', 'notes.txt', 'deep/c.webp', 'deep/er/d.jpeg', 'odd[1].png')) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, '');
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  [['a.png'], ['a.png']],
  [['.'], ['a.png', 'b.JPG', 'deep/c.webp', 'deep/er/d.jpeg', 'odd[1].png']],
  [['*.png'], ['a.png', 'odd[1].png']],
  [['?.*'], ['a.png', 'b.JPG']],
  [['deep/*'], ['deep/c.webp']],
  [['**/*.jpeg'], ['deep/er/d.jpeg']],
  [['*/er/*'], ['deep/er/d.jpeg']],
  [
    ['b.JPG', 'deep/**'],
    ['b.JPG', 'deep/c.webp', 'deep/er/d.jpeg'],
  ],
  [['odd[1].*'], ['odd[1].png']],
])('%j finds %j', async (operands, files) => {
  expect(await findImages(inFolder(...operands))).toEqual(inFolder(...files));
});

test('URLs and files that are not there are left to whoever opens them', async () => {
  const operands = ['https://example.com/a*.png', ...inFolder('missing.png')];
  expect(await findImages(operands)).toEqual(operands);
});

test.each(['*.gif', 'nowhere/*.png'])('%s, which matches nothing, is told', async (pattern) => {
  await expect(findImages(inFolder(pattern))).rejects.toThrow(/No file matches .*\.(gif|png)/);
});

test('a folder without images is told', async () => {
  await mkdir(join(folder, 'empty'), { recursive: true });
  await expect(findImages(inFolder('empty'))).rejects.toThrow('has no PNG, JPEG or WebP images');
});

test('a folder that is too large can be left, as by Ctrl-C', async () => {
  await expect(findUnlessAborted(inFolder('.'), AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});
