import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkOperands, openInputs } from '#core/cli/inputs/openInputs';
import { OtherFiles } from '#core/cli/inputs/InputImage';
import { type Shard, wholeShard } from '#core/cli/inputs/Shard';

const { signal } = new AbortController();
let folder: string;
const inFolder = (...names: readonly string[]): string[] => names.map((name) => join(folder, name));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-images-'));
  const files = ['a.png', 'b.JPG', 'notes.txt', 'deep/c.webp', 'deep/er/d.jpeg', 'odd[1].png', 'deep-er.png'];
  for (const file of inFolder(...files)) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `bytes of ${file.slice(folder.length + 1)}`);
  }
  await promisify(execFile)('tar', ['czf', 'some.tgz', 'a.png', 'notes.txt', 'deep'], { cwd: folder });
  await promisify(execFile)('tar', ['cf', 'none.tar', 'notes.txt'], { cwd: folder });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Standard input of names, one a line. */
const linesOf = (lines: readonly string[]) => () => Readable.from(lines.map((line) => Buffer.from(`${line}\n`)));

async function namesOf(operands: readonly string[], shard: Shard = wholeShard, lines: readonly string[] = []) {
  const names: string[] = [];
  const others = new OtherFiles();
  for await (const { name } of openInputs(operands, { input: linesOf(lines), shard, others, signal })) {
    names.push(name);
  }
  return names;
}

test.each([
  [['a.png'], ['a.png']],
  // In the order of the paths, in which a dash is before a slash.
  [['.'], ['a.png', 'b.JPG', 'deep-er.png', 'deep/c.webp', 'deep/er/d.jpeg', 'odd[1].png']],
  [['*.png'], ['a.png', 'deep-er.png', 'odd[1].png']],
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
  await checkOperands(inFolder(...operands), signal);
  expect(await namesOf(inFolder(...operands))).toEqual(inFolder(...files));
});

test('a folder that can be entered and not be read has no images', async ({ skip }) => {
  skip(!existsSync('/proc/1/map_files'), 'Only Linux has such a folder.');
  await expect(checkOperands(['/proc/1/map_files'], signal)).rejects.toThrow('/proc/1/map_files has no images');
});

test('URLs and files that are not there are left to whoever opens them', async () => {
  const operands = ['https://example.com/a*.png', ...inFolder('missing.png')];
  await checkOperands(operands, signal);
  expect(await namesOf(operands)).toEqual(operands);
});

test.each(['*.gif', 'nowhere/*.png'])('%s, which matches nothing, is told', async (pattern) => {
  await expect(checkOperands(inFolder(pattern), signal)).rejects.toThrow(/No file matches .*\.(gif|png)/);
});

test('a folder without images is told', async () => {
  await mkdir(join(folder, 'empty'), { recursive: true });
  await expect(checkOperands(inFolder('empty'), signal)).rejects.toThrow('has no images');
});

test('a search through a folder that is too large can be stopped, as by Ctrl-C', async () => {
  const stop = new AbortController();
  const options = { input: linesOf([]), shard: wholeShard, others: new OtherFiles(), signal: stop.signal };
  const inputs = openInputs(inFolder('.'), options);
  stop.abort(new Error('enough'));
  await expect(inputs.next()).rejects.toThrow('enough');
  await expect(checkOperands(inFolder('*.gif'), stop.signal)).rejects.toThrow('enough');
});

test('a dash is the lines of standard input, each of them an operand', async () => {
  const lines = ['', ...inFolder('b.JPG', 'deep')];
  expect(await namesOf(['-'], wholeShard, lines)).toEqual(inFolder('b.JPG', 'deep/c.webp', 'deep/er/d.jpeg'));
});

test('a list is read no faster than its images are asked for', async () => {
  let read = 0;
  const lines = async function* () {
    for (; read < 1_000_000; read++) yield Promise.resolve(Buffer.from(`${read}.png\n`));
  };
  const inputs = openInputs(['-'], { input: lines, shard: wholeShard, others: new OtherFiles(), signal });
  await inputs.next();
  await inputs.next();
  await inputs.return();
  // The first bytes tell what standard input is.
  expect(read).toBeLessThan(4);
});

test('what a list names and is not there is an input that cannot be opened', async () => {
  const lines = inFolder('nowhere/*.png', 'empty-folder');
  await mkdir(join(folder, 'empty-folder'), { recursive: true });
  const inputs = openInputs(['-'], { input: linesOf(lines), shard: wholeShard, others: new OtherFiles(), signal });
  for (const line of lines) {
    const { value } = await inputs.next();
    const input = value!;
    expect(input.name).toBe(line);
    await expect(input.open()).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE', details: { source: input.name } });
  }
});

describe('an archive', () => {
  test('stands for the images in it, with their bytes', async () => {
    const [archive] = inFolder('some.tgz');
    const found: Record<string, string> = {};
    for await (const { name, open } of openInputs([archive!], {
      input: linesOf([]),
      shard: wholeShard,
      others: new OtherFiles(),
      signal,
    })) {
      found[name] = await ((await open()) as File).text();
    }
    expect(found).toEqual({
      [`${archive!}/a.png`]: 'bytes of a.png',
      [`${archive!}/deep/c.webp`]: 'bytes of deep/c.webp',
      [`${archive!}/deep/er/d.jpeg`]: 'bytes of deep/er/d.jpeg',
    });
  });

  test.each([
    ['none.tar', (bytes: Buffer) => bytes, 'an archive without images'],
    ['a.png.tar', () => Buffer.from('no archive'), 'is cut off'],
    ['b.png.tar', () => Buffer.alloc(1024, 'no archive'), 'received a header'],
    ['c.tar.gz', () => Buffer.from('no gzip'), 'incorrect header check'],
  ])('%s that is none is told as an image that cannot be read', async (name, damage, reason) => {
    const path = join(folder, name);
    await writeFile(path, damage(await readFile(join(folder, 'none.tar'))));
    const inputs = openInputs([path], { input: linesOf([]), shard: wholeShard, others: new OtherFiles(), signal });
    const { value } = await inputs.next();
    const input = value!;
    expect(input.name).toBe(path);
    await expect(input.open()).rejects.toThrow(reason);
    expect(await inputs.next()).toMatchObject({ done: true });
  });
});

describe('shards', () => {
  test.each([2, 3, 7])('of %i are disjoint and together all, archives and lists included', async (count) => {
    const operands = ['-', ...inFolder('.', 'some.tgz')];
    const lines = Array.from({ length: 500 }, (_, k) => `photos/${k}.jpg`);
    const whole = await namesOf(operands, wholeShard, lines);
    const parts: string[][] = [];
    for (let index = 1; index <= count; index++) parts.push(await namesOf(operands, { index, count }, lines));
    expect(parts.flat().sort()).toEqual([...whole].sort());
    for (const part of parts) {
      expect(part).toEqual(whole.filter((name) => part.includes(name)));
      expect(part.length).toBeGreaterThan((0.7 * whole.length) / count);
    }
  });

  test('depend on the name alone, by a hash that other programs have too', async () => {
    // python3 -c "import hashlib; print([int.from_bytes(hashlib.sha256(b'%d.png' % k).digest()[:6], 'big') % 4 + 1 for k in range(8)])"
    const lines = Array.from({ length: 8 }, (_, k) => `${k}.png`);
    const shards = new Map<string, number>();
    for (let index = 1; index <= 4; index++) {
      for (const name of await namesOf(['-'], { index, count: 4 }, lines)) shards.set(name, index);
    }
    expect(lines.map((line) => shards.get(line))).toEqual([1, 2, 2, 3, 3, 4, 4, 3]);
  });
});
