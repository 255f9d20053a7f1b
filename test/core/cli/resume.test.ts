import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseFlags } from '#core/cli/Flag';
import { main } from '#core/cli/main';
import { resumeCall } from '#core/cli/resumeCall';
import { recipeOf, trainFlags } from '#core/cli/trainFlags';
import { createTestHost } from './support/createTestHost';
import { ferkit, startFerkit } from './support/spawnFerkit';
import { writeFacesCsv } from './support/writeFaces';

// The real program in processes of its own, on real files. Its runs are small and take seconds all the same.
const PATIENCE = 240_000;

let room: string;
let csv: string;
let unfinished: string;
const recipe = ['--epochs', '4', '--batch-size', '8', '--backend', 'wasm', '--network', '{"stem":4,"widths":[4,8]}'];
const data = ['--merge', 'disgust:angry', '--rename', 'happy=joy'];

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-resume-'));
  csv = await writeFacesCsv(join(room, 'faces.csv'), 105);
  unfinished = join(room, 'unfinished');
  const run = startFerkit(['train', '--data', 'faces.csv', ...data, ...recipe, '--out', unfinished], '', room);
  await run.untilPrinted(/^epoch 1\/4/m);
  run.child.kill('SIGINT');
  expect(await run.ended).toMatchObject({ code: 130 });
}, PATIENCE);
afterAll(() => rm(room, { recursive: true, force: true }));

const hashOf = async (folder: string): Promise<string> => {
  const file = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as {
    readonly userDefinedMetadata: { readonly ferkit: { readonly weights: { readonly sha256: string } } };
  };
  return file.userDefinedMetadata.ferkit.weights.sha256;
};

async function resume(folder: string, ...args: string[]) {
  const host = createTestHost();
  const code = await main(['train', '--out', folder, '--resume', ...args], host);
  return { code, ...host.written };
}

describe('options that contradict those of the run are named, and nothing is changed', () => {
  test.each([
    [['--seed', '1'], '--seed (it had no --seed)'],
    [['--merge', 'fear:sad', '--batch-size', '16'], '--merge (it had disgust:angry), --batch-size (it had 8)'],
    [['--architecture', 'bst261'], '--architecture (it had no --architecture)'],
    [['--fraction', '0.5'], '--fraction (it had no --fraction)'],
    [['--preset', 'bst261'], '--preset (it had no --preset)'],
    [['--no-augment'], '--no-augment (it had no --no-augment)'],
  ])('%j', async (args, message) => {
    const { code, error } = await resume(unfinished, ...args);
    expect(error).toContain(message);
    expect(code).toBe(2);
    expect(existsSync(join(unfinished, 'checkpoint.safetensors'))).toBe(true);
  });

  test.each([
    [{ augment: 'poor-faces' }, ['--no-augment'], '--no-augment (it had --augment poor-faces)'],
    [{ 'no-augment': true }, ['--augment', 'poor-faces'], '--augment (it had --no-augment)'],
    [
      {},
      ['--augment', 'off', '--no-augment'],
      '--augment (it had no --augment), --no-augment (it had no --no-augment)',
    ],
  ])('of two flags for one option: %j, then %j', async (before, args, message) => {
    const folder = await mkdtemp(join(room, 'augmented-'));
    await cp(unfinished, folder, { recursive: true });
    const run = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as { flags: object };
    await writeFile(join(folder, 'run.json'), JSON.stringify({ ...run, flags: { ...run.flags, ...before } }));
    const { code, error } = await resume(folder, ...args);
    expect(error).toContain(message);
    expect(code).toBe(2);
  });

  test.each([
    [{ augment: 'off' }, ['--no-augment']],
    [{ 'no-augment': true }, ['--augment', 'off']],
  ])('%j and %j do not: they mean the same', async (before, args) => {
    const out = await mkdtemp(join(room, 'plain-'));
    await cp(unfinished, out, { recursive: true });
    await writeFile(join(out, 'run.json'), JSON.stringify({ schema: 1, flags: before }));
    const call = resumeCall({
      ...parseFlags(['--out', out, '--resume', ...args], trainFlags),
      args: [],
      host: createTestHost(),
    });
    expect(recipeOf(call.values)).toEqual({ augment: false });
  });

  test('--overwrite excludes it', async () => {
    expect(await resume(unfinished, '--overwrite')).toMatchObject({ code: 2 });
  });

  test('it needs a folder', async () => {
    const host = createTestHost();
    expect(await main(['train', '--resume'], host)).toBe(2);
    expect(host.written.error).toContain('Which run? Name its folder with --out.');
  });
});

describe('a folder that cannot be resumed is told', () => {
  test('one that does not exist', async () => {
    const { code, error } = await resume(join(room, 'nowhere'));
    expect(error).toContain(
      'no training run to resume: expected run.json and checkpoint.safetensors, but the folder does not exist',
    );
    expect(code).toBe(1);
  });

  test('one of something else', async () => {
    const folder = join(room, 'foreign');
    await mkdir(folder);
    await writeFile(join(folder, 'notes.txt'), 'mine');
    const { code, error } = await resume(folder);
    expect(error).toContain('but it has notes.txt');
    expect(code).toBe(1);
  });

  test('a file', async () => {
    const { code, error } = await resume(csv);
    expect(error).toContain('is a file: --out takes a folder');
    expect(code).toBe(1);
  });

  test.each([
    ['run.json', '{"schema":1,"fl', 'run.json is damaged'],
    ['run.json', '{"schema":1,"flags":{"epochs":3}}', 'run.json is damaged'],
    ['run.json', '[]', 'run.json is damaged'],
    ['checkpoint.safetensors', 'no checkpoint', 'checkpoint.safetensors'],
  ])(
    'one with a damaged %s: %s',
    async (name, content, message) => {
      const [path, kept] = [join(unfinished, name), join(room, 'kept')];
      await rename(path, kept);
      try {
        await writeFile(path, content);
        const { code, error } = await resume(unfinished);
        expect(error).toContain(message);
        expect(error).not.toContain('unexpected');
        expect(code).toBe(1);
      } finally {
        await rename(kept, path);
      }
    },
    PATIENCE,
  );
});

test(
  'a run resumes by its folder alone, from any folder and with data that have moved, to the weights of an uninterrupted run',
  async () => {
    const whole = join(room, 'whole');
    const moved = join(room, 'moved.csv');
    expect(await ferkit('train', '--data', csv, ...data, ...recipe, '--out', whole)).toMatchObject({ code: 0 });
    await rename(csv, moved);
    const gone = await ferkit('train', '--out', unfinished, '--resume');
    expect(gone).toMatchObject({ code: 1 });
    expect(gone.error).toContain('faces.csv');
    // A flag that repeats what the run had is no contradiction, nor is a default.
    const args = ['--resume', '--data', moved, '--epochs', '4', '--seed', '0', '--optimizer', 'adamw'];
    const resumed = await ferkit('train', '--out', unfinished, ...args);
    expect(resumed).toMatchObject({ code: 0, error: '' });
    expect(resumed.out).toMatch(/resumes {5}in epoch [234]/);
    expect(resumed.out).toContain('joy');
    expect(await hashOf(unfinished)).toBe(await hashOf(whole));

    const again = await resume(unfinished);
    expect(again).toMatchObject({ code: 1 });
    expect(again.error).toContain(
      'has its 4 epochs: there is nothing to resume. To extend it, give more with --epochs.',
    );
    const fewer = await resume(unfinished, '--epochs', '3');
    expect(fewer).toMatchObject({ code: 2 });
    expect(fewer.error).toContain('which has 4 epochs, and 3 are fewer');

    const longer = await ferkit('train', '--out', unfinished, '--resume', '--epochs', '5');
    expect(longer).toMatchObject({ code: 0, error: '' });
    expect(longer.out).toContain('The learning rates follow the schedule of 5 epochs from epoch 5');
    expect((await readFile(join(unfinished, 'history.csv'), 'utf8')).trim().split('\n')).toHaveLength(6);
  },
  PATIENCE,
);
