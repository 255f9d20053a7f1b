import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Interrupted } from '#core/cli/failures';
import { main } from '#core/cli/main';
import { createTestHost } from './support/createTestHost';
import { saveTinyModel, writeTinyImages } from './support/tinyInputs';

const COUNT = 70;
const BAD = Array.from({ length: 3 }, (_, k) => `${String(20 * (k + 1) - 1).padStart(4, '0')}.png`);

interface Line {
  readonly file: string;
  readonly faces?: readonly { readonly label: string | null; readonly scores: readonly { readonly score: number }[] }[];
  readonly error?: { readonly code: string };
}

let room: string;
let images: string;
let model: string;
let other: string;
let outs = 0;
const newOut = (): string => join(room, 'results', `${outs++}.ndjson`);

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-predict-'));
  images = await writeTinyImages(join(room, 'images'), COUNT, 20);
  model = await saveTinyModel(join(room, 'model'));
  other = await saveTinyModel(join(room, 'other'), 1);
  await promisify(execFile)('tar', ['cf', join(room, 'images.tar'), '-C', images, ...(await readdir(images)).sort()]);
});
afterAll(() => rm(room, { recursive: true }));

async function predict(args: readonly string[], host = createTestHost()) {
  const chosen = args.includes('--model') ? [] : ['--model', model];
  const code = await main(['predict', ...chosen, '--whole', '--backend', 'cpu', ...args], host);
  return { code, ...host.written };
}

const readLines = async (out: string): Promise<Line[]> =>
  (await readFile(out, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

/** Without the time that it took. */
const scoresOf = (lines: readonly Line[]): unknown =>
  lines.map(({ file, faces, error }) => [file.split('/').at(-1), faces?.map(({ scores }) => scores), error?.code]);

test('--out has a line an image, in their order, and bad ones do not stop it', async () => {
  const out = newOut();
  const ended = await predict([images, '--out', out]);
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.out).toMatch(/: 70 images, of which 3 could not be read; 70 now, at [\d.]+ images\/s\.\n$/);
  expect(ended.error.match(/\d+\.png: Cannot decode/g)).toHaveLength(3);
  const lines = await readLines(out);
  expect(lines.map(({ file }) => file)).toEqual((await readdir(images)).sort().map((name) => join(images, name)));
  for (const { file, faces, error } of lines) {
    if (BAD.some((name) => file.endsWith(name))) expect(error).toMatchObject({ code: 'IMAGE_UNREADABLE' });
    else expect(faces).toHaveLength(1);
  }
});

test('an archive and a list have the results of the folder, and so has --json', async () => {
  const [fromFolder, fromTar, fromList] = [newOut(), newOut(), newOut()];
  await predict([images, '--out', fromFolder]);
  await predict([join(room, 'images.tar'), '--out', fromTar]);
  const names = (await readdir(images)).sort().map((name) => join(images, name));
  const input = `${names.join('\n')}\n`;
  await predict(['-', '--out', fromList], createTestHost({ input }));
  const printed = await predict(['-', '--json'], createTestHost({ input }));
  const expected = scoresOf(await readLines(fromFolder));
  expect(scoresOf(await readLines(fromTar))).toEqual(expected);
  expect(scoresOf(await readLines(fromList))).toEqual(expected);
  expect(printed.code).toBe(1);
  expect(
    scoresOf(
      printed.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line),
    ),
  ).toEqual(expected);
});

test('shards have together what one process has', async () => {
  const whole = newOut();
  await predict([images, '--out', whole]);
  const parts: Line[] = [];
  for (const shard of ['1/3', '2/3', '3/3']) {
    const out = newOut();
    expect(await predict([join(room, 'images'), '--shard', shard, '--out', out])).toMatchObject({ code: 0 });
    parts.push(...(await readLines(out)));
  }
  const byName = (a: Line, b: Line): number => (a.file < b.file ? -1 : 1);
  expect(scoresOf(parts.sort(byName))).toEqual(scoresOf(await readLines(whole)));
});

describe('a run that was interrupted', () => {
  test('prints the command that resumes, and resumes without lost or doubled lines', async () => {
    const [whole, out] = [newOut(), newOut()];
    await predict([images, '--out', whole]);
    const controller = new AbortController();
    const host = createTestHost({ signal: controller.signal });
    const lines = async function* () {
      let given = 0;
      for (const name of (await readdir(images)).sort()) {
        if (given++ === 40) controller.abort(new Interrupted());
        yield Buffer.from(`${join(images, name)}\n`);
      }
    };
    const ended = await predict(['-', '--out', out], { ...host, written: host.written, readInput: lines });
    expect(ended.code).toBe(130);
    expect(ended.error).toContain('To resume, with the same standard input:');
    const [, command] = /^ {2}ferkit (.*)$/m.exec(ended.error)!;
    const done = await readLines(out);
    expect(done).toHaveLength(32);

    const input = (await readdir(images)).sort().map((name) => `${join(images, name)}\n`);
    const resumed = createTestHost({ input: input.join('') });
    expect(await main(command!.split(' '), resumed)).toBe(0);
    expect(resumed.written.error).toContain('resumes after 32 images');
    expect(scoresOf(await readLines(out))).toEqual(scoresOf(await readLines(whole)));
    expect((await readLines(out)).slice(0, 32)).toEqual(done);
  });
});

describe('a file of results of another command line is refused', () => {
  test.each([
    [['--threshold', '0.9'], 'expected --threshold 0, received --threshold 0.9'],
    [['--top', '1'], 'expected no --top, received --top 1'],
    [['--shard', '1/2'], 'expected --shard 1/1, received --shard 1/2'],
  ])('%j', async (flags, message) => {
    const out = newOut();
    await predict([images, '--out', out]);
    const before = await readFile(out, 'utf8');
    const ended = await predict([images, '--out', out, ...flags]);
    expect(ended).toMatchObject({ code: 1, out: '' });
    expect(ended.error).toContain(message);
    expect(await readFile(out, 'utf8')).toBe(before);
  });

  test('by the weights of its model', async () => {
    const out = newOut();
    await predict([images, '--out', out]);
    const ended = await predict([images, '--out', out, '--model', other]);
    expect(ended).toMatchObject({ code: 1, out: '' });
    expect(ended.error).toContain('expected a model with the fingerprint');
  });
});

test.each([
  [['--shard', '0/4', 'a.png'], '--shard takes a shard and the number of shards, 1/8 to 8/8, not "0/4"'],
  [['--shard', '5/4', 'a.png'], 'not "5/4"'],
  [['--shard', '1', 'a.png'], 'not "1"'],
  [['--out', 'a.ndjson', '--draw', 'a.png'], 'remove --draw'],
])('%j is refused', async (args, message) => {
  const ended = await predict(args);
  expect(ended).toMatchObject({ code: 2, out: '' });
  expect(ended.error).toContain(message);
});

test('progress is drawn on a terminal only', async () => {
  const terminal = createTestHost({ isTTY: true });
  await predict([images, '--out', newOut()], terminal);
  expect(terminal.written.error).toMatch(/\[2K\d+ images {2}\d+ could not be read {2}[\d.]+ images\/s/);
  const log = await predict([images, '--out', newOut()]);
  expect(log.error).not.toContain('\u001b');
});

test('a single image of an archive is shown with all its scores', async () => {
  const name = (await readdir(images)).sort()[0]!;
  await promisify(execFile)('tar', ['cf', join(room, 'one.tar'), '-C', images, name]);
  const { code, out } = await predict(['--draw', join(room, 'one.tar')]);
  expect(code).toBe(0);
  expect(out).toContain(`${join(room, 'one.tar')}/${name}: `);
  expect(out.match(/ %/g)).toHaveLength(3);
});
