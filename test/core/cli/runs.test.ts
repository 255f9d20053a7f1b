import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '#core/cli/main';
import { createTestHost } from './support/createTestHost';

const PATIENCE = 240_000;

let room: string;
beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-runs-'));
  const recipe = ['--synthetic', '--count', '70', '--network', '{"stem":4,"widths":[4,8]}', '--backend', 'wasm'];
  const train = (...args: string[]) => main(['train', ...recipe, ...args, '--quiet'], createTestHost());
  expect(await train('--epochs', '2', '--seed', '5', '--out', join(room, 'runs/b'))).toBe(0);
  expect(await train('--epochs', '1', '--no-augment', '--out', join(room, 'runs/a'))).toBe(0);
  await mkdir(join(room, 'runs/begun'));
  await writeFile(join(room, 'runs/begun/run.json'), JSON.stringify({ schema: 1, flags: { epochs: '9' } }));
}, PATIENCE);
afterAll(() => rm(room, { recursive: true, force: true }));

async function runs(...args: string[]) {
  const host = createTestHost();
  const code = await main(['runs', ...args], host);
  return { code, ...host.written };
}

test('runs of a folder are listed with scores, seed, backend and the options that differ', async () => {
  const { code, out } = await runs(join(room, 'runs'));
  expect(code).toBe(0);
  const [header, a, b, begun] = out.split('\n');
  expect(header).toMatch(/^run +state +epochs +best .* options that differ$/);
  expect(a).toMatch(/runs\/a +finished +1 .* wasm +0 +.*--epochs 1 .*--no-augment/);
  expect(b).toMatch(/runs\/b +finished +2 .* wasm +5 +.*--epochs 2 --seed 5/);
  expect(begun).toMatch(/runs\/begun +unfinished +0 /);
  expect(begun).toMatch(/--epochs 9$/);
});

test('as JSON with all options, of single runs too', async () => {
  const { out } = await runs(join(room, 'runs/b'), '--format', 'json');
  const { runs: listed } = JSON.parse(out) as { readonly runs: readonly Readonly<Record<string, unknown>>[] };
  expect(listed).toEqual([
    {
      path: join(room, 'runs/b'),
      state: 'finished',
      epochs: 2,
      bestEpoch: expect.any(Number) as unknown,
      validation: expect.objectContaining({ accuracy: expect.any(Number) as unknown }) as unknown,
      test: { samples: 7, accuracy: expect.any(Number) as unknown, macroF1: expect.any(Number) as unknown },
      backend: 'wasm',
      seed: 5,
      flags: expect.objectContaining({ epochs: '2', seed: '5', synthetic: true }) as unknown,
      differs: '',
    },
  ]);
});

test.each([
  [[], 2, 'Which runs?'],
  [['nowhere'], 1, 'There is no folder nowhere'],
])('%j is refused', async (args, expected, message) => {
  const { code, error } = await runs(...args);
  expect(error).toContain(message);
  expect(code).toBe(expected);
});

test('a folder without runs, and a damaged file, are told', async () => {
  expect((await runs(room)).error).toContain('has no run: expected folders with a run.json');
  const damaged = join(room, 'damaged');
  await mkdir(damaged);
  await writeFile(join(damaged, 'run.json'), JSON.stringify({ schema: 1, flags: {} }));
  await writeFile(join(damaged, 'report.json'), '{"accuracy":');
  expect((await runs(damaged)).error).toContain('report.json is damaged');
});
