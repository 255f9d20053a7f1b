import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '#core/cli/main';
import { createTestHost } from './support/createTestHost';
import { startFerkit } from './support/spawnFerkit';
import { saveTinyModel, writeTinyImages } from './support/tinyInputs';

let room: string;
let images: string;
let model: string;
let names: readonly string[];

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-input-'));
  images = await writeTinyImages(join(room, 'images'), 5);
  model = await saveTinyModel(join(room, 'model'));
  names = (await readdir(images)).sort().map((name) => join(images, name));
  await promisify(execFile)('tar', ['cf', join(room, 'images.tar'), '-C', images, ...(await readdir(images)).sort()]);
});
afterAll(() => rm(room, { recursive: true }));

const common = (): string[] => ['predict', '--model', model, '--whole', '--backend', 'cpu', '--json'];

async function predict(input: string | Uint8Array) {
  const host = createTestHost({ input });
  const code = await main([...common(), '-'], host);
  return { code, ...host.written, files: filesOf(host.written.out) };
}

const filesOf = (out: string): string[] =>
  out
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { file: string }).file);

test('an image is classified', async () => {
  const run = startFerkit([...common(), '-'], await readFile(names[0]!));
  const { code, out, error } = await run.ended;
  expect({ code, error, files: filesOf(out) }).toEqual({ code: 0, error: '', files: ['-'] });
  expect(JSON.parse(out)).toMatchObject({ faces: [{ scores: [{}, {}, {}] }] });
});

test.each([
  ['plain', (bytes: Buffer) => bytes],
  ['gzip', (bytes: Buffer) => gzipSync(bytes)],
])('an archive is read, %s', async (_, pack) => {
  const { code, files } = await predict(pack(await readFile(join(room, 'images.tar'))));
  expect(files).toEqual(names.map((name) => `-/${name.split('/').at(-1)!}`));
  expect(code).toBe(0);
});

describe('names', () => {
  test.each([
    ['one a line', (list: readonly string[]) => `${list.join('\n')}\n`],
    ['of Windows', (list: readonly string[]) => list.join('\r\n')],
    ['of an old Mac', (list: readonly string[]) => list.join('\r')],
    ['with zeros between them, as by find -print0', (list: readonly string[]) => `${list.join('\0')}\0`],
    ['with a byte order mark', (list: readonly string[]) => `\ufeff${list.join('\n')}`],
    [
      'in UTF-16, as PowerShell writes',
      (list: readonly string[]) => Buffer.from(`\ufeff${list.join('\r\n')}`, 'utf16le'),
    ],
  ])('%s', async (_, format) => {
    expect(await predict(format(names))).toMatchObject({ code: 0, error: '', files: names });
  });

  test('with line breaks are told apart by zeros', async () => {
    const odd = join(room, 'a\nb.png');
    const { files, error } = await predict(`${odd}\0${names[0]!}\0`);
    expect(files).toEqual([odd, names[0]]);
    expect(error).toContain(String.raw`a\nb.png`);
  });
});

test.each([
  ['a truncated GIF', Buffer.from('47494638396101000100800000ffffff00000021f90401000000002c0000', 'hex')],
  ['BMP', Buffer.concat([Buffer.from('BM'), Buffer.alloc(60), Buffer.from([1, 0, 24])])],
  ['a film', Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom'), Buffer.alloc(2000, 7)])],
])('%s is one error and no thousand names', async (_, bytes) => {
  const { code, files, error } = await predict(bytes);
  expect(files).toEqual(['-']);
  expect(code).toBe(1);
  expect(error.trimEnd().split('\n')).toHaveLength(1);
});

test.each([
  ['', 'Standard input is empty'],
  ['\n\n', 'empty lines only'],
])('no name at all (%j) is an error', async (input, message) => {
  const { code, error } = await predict(input);
  expect(code).toBe(1);
  expect(error).toContain(message);
});

test('it can be read once', async () => {
  const host = createTestHost({ input: names.join('\n') });
  expect(await main([...common(), '-', '-'], host)).toBe(2);
  expect(host.written.error).toContain('one dash');
});
