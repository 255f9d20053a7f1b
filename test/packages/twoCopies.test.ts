import { build } from 'esbuild';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { writeFiles } from './support/createProject';
import { run, runWell } from './support/run';

const consumer = inject('plain');
let folder: string;

/** A part of a server, such as a route: it classifies faces, trains a network, and says on which backend. */
const part = `
import { createClassifier, createModel, createSyntheticFaces, train } from '@ferkit/core';

let classifier;

export async function classify() {
  classifier ??= await createClassifier({ backend: ['wasm', 'cpu'], faces: false });
  const [face] = await classifier.classify(createSyntheticFaces({ count: 7, seed: 4 }).image(0));
  return { backend: classifier.backend.name, device: classifier.backend.device, scores: face.scores };
}

export async function learn() {
  const model = await createModel({ options: { stem: 4, widths: [4, 8] } });
  const data = { train: createSyntheticFaces({ count: 32, seed: 1 }) };
  await train(model, data, { epochs: 2, batchSize: 16, seed: 3 });
  const scores = [...(await model.predictMatrix([data.train.image(0)]))];
  model.dispose();
  return { backend: model.backend.name, scores };
}
`;

/** A server whose parts are bundles of their own, each with a copy of ferkit and tfjs, and loaded when they are first asked. */
const server = `
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
console.warn = () => undefined; // tfjs warns of each kernel that another copy has registered.

const { default: page } = await import('./page.cjs');
const first = { face: await page.classify(), learned: await page.learn() };
const { default: route } = await import('./route.cjs');
// The second copy has replaced kernels, and is not started yet.
const whileLoaded = { face: await page.classify(), learned: await page.learn() };
const second = { face: await route.classify(), learned: await route.learn() };
const again = { face: await page.classify(), learned: await page.learn() };
const third = await import('./action.mjs');
const [ofPage, ofRoute, ofAction] = await Promise.all([page.learn(), route.learn(), third.learn()]);
console.log(JSON.stringify({
  backends: [first, whileLoaded, second, again].flatMap(({ face, learned }) => [face.backend, learned.backend]),
  devices: [...new Set([first, second].map(({ face }) => face.device))].length,
  same: [whileLoaded, second, again].map((result) => same(result, first)),
  together: [ofPage, ofRoute, ofAction].map((learned) => same(learned, first.learned)),
}));
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-copies-'));
  await writeFiles(folder, { 'server.mjs': server });
  await writeFiles(consumer, { 'part.source.mjs': part });
  for (const [file, format] of [
    ['page.cjs', 'cjs'],
    ['route.cjs', 'cjs'],
    ['action.mjs', 'esm'],
  ] as const) {
    const entryPoints = [join(consumer, 'part.source.mjs')];
    await build({
      entryPoints,
      outfile: join(folder, file),
      bundle: true,
      platform: 'node',
      format,
      logLevel: 'silent',
    });
  }
});
afterAll(() => rm(folder, { recursive: true }));

test('several copies of ferkit and tfjs in one process all classify and train on wasm, with the same results', async () => {
  expect(JSON.parse(await runWell(folder, 'node', 'server.mjs'))).toEqual({
    backends: Array<string>(8).fill('wasm'),
    devices: 1,
    same: [true, true, true],
    together: [true, true, true],
  });
});

test('a copy of another version is refused by name, on every backend, with the way out', async () => {
  const text = await readFile(join(folder, 'route.cjs'), 'utf8');
  const manifest = await readFile(join(consumer, 'node_modules/@ferkit/core/package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const other = text.replace(new RegExp(`(\\bversion\\d* = )"${version}"`, 'g'), '$1"99.1.0"');
  expect(other).not.toBe(text);
  await writeFiles(folder, {
    'other.cjs': other,
    'mixed.mjs': `
      console.warn = () => undefined;
      const { default: page } = await import('./page.cjs');
      const { default: route } = await import('./other.cjs');
      await page.learn();
      await route.classify().catch(({ code, message }) => console.log(JSON.stringify({ code, message })));
      console.log((await page.learn()).backend);`,
  });
  const { code, stdout, stderr } = await run(folder, 'node', 'mixed.mjs');
  expect([code, stderr]).toEqual([0, '']);
  const [refused, backend] = stdout.trim().split('\n');
  expect(JSON.parse(refused!)).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
  expect(refused).toMatch(/@ferkit\/core 99\.1\.0 cannot share.*@ferkit\/core \d.*Build all bundles with one version/);
  expect(backend).toBe('wasm');
});
