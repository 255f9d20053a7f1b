import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CrossValidation, LearningCurve } from '@ferkit/core';
import { main } from '#core/cli/main';
import { createTestHost } from './support/createTestHost';

const PATIENCE = 240_000;
const recipe = ['--synthetic', '--count', '70', '--epochs', '1', '--network', '{"stem":4,"widths":[4,8]}'];

let room: string;
beforeAll(async () => void (room = await mkdtemp(join(tmpdir(), 'ferkit-measure-'))));
afterAll(() => rm(room, { recursive: true, force: true }));

async function train(...args: string[]) {
  const host = createTestHost();
  const code = await main(['train', '--backend', 'wasm', ...args], host);
  return { code, ...host.written };
}

test(
  'train --folds cross-validates the recipe, keeps the scores and a history of each training, and no model',
  async () => {
    const out = join(room, 'folds');
    const { code, error, out: shown } = await train(...recipe, '--folds', '2', '--seed', '3', '--out', out);
    expect(code).toBe(0);
    expect(error).toContain('The folds leave the test split out: 7 samples.');
    expect(shown).toContain('Fold 2 of 2');
    expect(shown).toMatch(/^mean +63 +[\d.]+ ± [\d.]+ /m);
    expect(shown).toContain('2 folds by image, seed 3, wasm');
    expect((await readdir(out)).sort()).toEqual(['cross-validation.json', 'part-1', 'part-2', 'run.json']);
    const result = JSON.parse(await readFile(join(out, 'cross-validation.json'), 'utf8')) as CrossValidation;
    expect(result.folds.map(({ samples }) => samples).reduce((sum, samples) => sum + samples)).toBe(63);
    expect(existsSync(join(out, 'part-2', 'history.csv'))).toBe(true);
    expect(await train('--resume', '--out', out)).toMatchObject({ code: 1 });
    const again = await train(...recipe, '--folds', '2', '--out', out);
    expect(again.error).toContain('has the scores of a recipe. Replace it with --overwrite');
  },
  PATIENCE,
);

test(
  'train --learning-curve trains on each share, also from a trained model',
  async () => {
    const out = join(room, 'curve');
    const few = ['--synthetic', '--count', '70', '--from', 'bundled', '--head-epochs', '1', '--epochs', '1'];
    const { code, out: shown } = await train(...few, '--learning-curve', '1,0.5', '--out', out);
    expect(code).toBe(0);
    expect(shown).toMatch(/^ *50 % +\d+ /m);
    const { points } = JSON.parse(await readFile(join(out, 'learning-curve.json'), 'utf8')) as LearningCurve;
    expect(points.map(({ share }) => share)).toEqual([0.5, 1]);
  },
  PATIENCE,
);

test.each([
  [['--folds', '1'], '--folds takes'],
  [['--folds', '2', '--learning-curve', '0.5,1'], '--folds and --learning-curve exclude each other'],
  [['--learning-curve', '0.5,2'], '--learning-curve takes shares above 0, at most 1'],
  [['--folds', '2', '--teacher', 'runs/large'], '--folds and --teacher exclude each other'],
  [['--folds', '2', '--from', 'bundled', '--colour'], '--from and --network exclude each other'],
  [['--by', 'image'], '--by is for --folds and --learning-curve'],
])('%j is refused', async (args, message) => {
  const out = join(room, 'refused');
  const { code, error } = await train(...recipe, ...args, '--out', out);
  expect(error).toContain(message);
  expect(code).toBe(2);
  expect(existsSync(out)).toBe(false);
});

test('train --find-learning-rate prints a rate for the recipe, and writes nothing', async () => {
  const out = join(room, 'rate');
  const search = ['--synthetic', '--count', '70', '--network', '{"stem":4,"widths":[4,8]}', '--find-learning-rate'];
  const { code, out: shown } = await train(...search, '--out', out);
  expect(code).toBe(0);
  expect(shown).toMatch(/^learning rate +loss\n +1\.0e-6 +\d/);
  expect(shown).toMatch(/^Suggested: --learning-rate 0?\.?[\d.e-]+, a tenth of the rate at the lowest loss\.$/m);
  const json = JSON.parse((await train(...search, '--optimizer', 'sgd', '--json')).out) as Record<string, unknown>;
  expect(json).toMatchObject({ type: 'learning-rate', suggestion: expect.any(Number) as unknown });
  expect((await train(...search, '--epochs', '3')).error).toContain(
    '--find-learning-rate and --epochs exclude each other.',
  );
  expect(existsSync(out)).toBe(false);
});

test('more folds than images are refused in the words of the flag, and leave no folder', async () => {
  const { code, error } = await train(...recipe, '--folds', '64', '--out', join(room, 'many'));
  expect(existsSync(join(room, 'many'))).toBe(false);
  expect(error).toContain('--folds takes so small a number that each fold gets a sample, not 64 for 63 samples.');
  expect(code).toBe(2);
});
