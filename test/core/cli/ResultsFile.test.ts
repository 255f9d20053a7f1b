import { appendFile, mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { namedImage } from '#core/cli/inputs/InputImage';
import { resultLine, ResultsFile } from '#core/cli/results/ResultsFile';
import type { RunFacts } from '#core/cli/results/RunFacts';
import { FerError } from '@ferkit/core/datasets';

const { signal } = new AbortController();
const facts: RunFacts = { model: 'abc', shard: '1/1', threshold: 0, top: null, whole: true, order: 'main' };
/** Names that JSON writes in other ways than they are. */
const names = ['a.png', 'b "quoted".png', 'c\n.png', 'd/é日.png', 'e.png'];
const lineOf = (name: string): string =>
  name === 'b "quoted".png'
    ? resultLine({ name, image: name, error: new FerError('IMAGE_UNREADABLE', { failed: 'Cannot' }) }, undefined)
    : resultLine({ name, image: name, faces: [] }, undefined);

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'ferkit-results-')), 'results.ndjson');
});
afterEach(() => rm(join(path, '..'), { recursive: true }));

async function* inputsOf(list: readonly string[]) {
  for (const name of list) yield Promise.resolve(namedImage(name));
}

/** Opens the file, passes what is done, writes up to `until` images and closes it. */
async function run(list: readonly string[], until = list.length, given = facts) {
  const inputs = inputsOf(list);
  const results = await ResultsFile.open(path, given);
  try {
    const progress = await results.skipFinished(inputs, signal);
    for (let at = progress.images; at < until; at++) {
      const next = await inputs.next();
      await results.append([lineOf((next.value as { name: string }).name)]);
    }
    return progress;
  } finally {
    await results.close();
  }
}

const content = (): Promise<string> => readFile(path, 'utf8');
const whole = names.map((name) => `${lineOf(name)}\n`).join('');

test('holds a line an image, and beside it what it came of', async () => {
  await run(names);
  expect(await content()).toBe(whole);
  expect((await readdir(join(path, '..'))).sort()).toEqual(['results.ndjson', 'results.ndjson.run.json']);
});

test('resumes with the images that have no line', async () => {
  await run(names, 3);
  expect(await run(names)).toEqual({ images: 3, failed: 1 });
  expect(await content()).toBe(whole);
  expect(await run(names)).toEqual({ images: 5, failed: 1 });
  expect(await content()).toBe(whole);
});

test('resumes to the same content from wherever it was cut off', async () => {
  for (let length = Buffer.byteLength(whole) - 1; length >= 0; length -= 3) {
    await run(names);
    await truncate(path, length);
    await run(names);
    expect(await content()).toBe(whole);
  }
});

test('takes more images at the end of those that it has', async () => {
  await run(names.slice(0, 2));
  expect(await run(names)).toEqual({ images: 2, failed: 1 });
  expect(await content()).toBe(whole);
});

describe('what belongs to another run is refused, and left as it is', () => {
  test.each([
    ['model', { model: 'def' }],
    ['shard', { shard: '1/2' }],
    ['threshold', { threshold: 0.5 }],
    ['top', { top: 1 }],
    ['whole', { whole: false }],
    ['order', { order: 'reading' }],
  ] as const)('by its %s', async (field, other) => {
    await run(names, 2);
    const before = await content();
    await expect(run(names, 5, { ...facts, ...other })).rejects.toMatchObject({
      code: 'RESULTS_INCOMPATIBLE',
      details: { target: path, field },
    });
    expect(await content()).toBe(before);
  });

  test.each([
    ['in another order', ['b "quoted".png', 'a.png', ...names.slice(2)], 'a.png'],
    ['of which one is new', ['0.png', ...names], 'a.png'],
    ['of which one is gone', names.slice(1), 'a.png'],
    ['that are fewer', names.slice(0, 2), 'no more than 2 images'],
    ['with a name that begins like another', ['a', ...names.slice(1)], 'a.png'],
  ])('by images %s', async (_, list, message) => {
    await run(names, 3);
    const before = `${await content()}{"file":"half`;
    await writeFile(path, before);
    await expect(run(list)).rejects.toMatchObject({
      code: 'RESULTS_INCOMPATIBLE',
      details: { field: 'inputs' },
      message: expect.stringContaining(message) as string,
    });
    expect(await content()).toBe(before);
  });

  test('as a file that ferkit did not write', async () => {
    await writeFile(path, 'my notes\n');
    await expect(run(names)).rejects.toMatchObject({ code: 'RESULTS_INCOMPATIBLE', details: { field: 'run' } });
    expect(await content()).toBe('my notes\n');
  });

  test('as a file with lines of something else', async () => {
    await run(names, 1);
    await appendFile(path, 'my notes\n');
    await expect(run(names)).rejects.toThrow('line 2');
  });
});

test('nobody else writes it meanwhile', async () => {
  const results = await ResultsFile.open(path, facts);
  await expect(ResultsFile.open(path, facts)).rejects.toMatchObject({ code: 'STORAGE_BUSY' });
  await results.close();
  await run(names);
});

test('a place where nothing can be written is told', async () => {
  const folder = join(path, '..');
  await expect(ResultsFile.open(folder, facts)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  expect(await readdir(folder)).toEqual([]);
});
