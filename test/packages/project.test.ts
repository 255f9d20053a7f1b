import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { shareProject, writeFiles } from './support/createProject';
import { runWell } from './support/run';

let project: string;
beforeAll(async () => {
  project = await shareProject(inject('plain'));
});
afterAll(() => rm(project, { recursive: true }));

const program = `
import { writeFile } from 'node:fs/promises';
import { adaptModel, createSyntheticFaces, encodeProject, loadModel } from '@ferkit/core';
const dataset = createSyntheticFaces({ count: 40, seed: 3 }).selectLabels(['happy', 'surprise']).rename({ happy: 'a grin', surprise: 'a/gasp' });
const base = await loadModel({ backend: 'wasm' });
const model = await adaptModel(base, dataset.labels);
await writeFile('faces.zip', await encodeProject({ dataset, model, recipe: { epochs: 2 } }));
`;

test('the installed command line inspects, evaluates, predicts and trains with one file', async () => {
  await writeFiles(project, { 'pack.mjs': program });
  await runWell(project, 'node', 'pack.mjs');
  const ferkit = (...args: string[]): Promise<string> => runWell(project, 'npx', 'ferkit', ...args);
  expect(await ferkit('inspect', 'faces.zip')).toContain('a/gasp');
  const report = JSON.parse(
    await ferkit('evaluate', '--model', 'faces.zip', '--data', 'faces.zip', '--split', 'train', '--json'),
  ) as { readonly perLabel: object };
  expect(Object.keys(report.perLabel)).toEqual(['a grin', 'a/gasp']);
  const trained = await ferkit('train', '--data', 'faces.zip', '--out', 'run', '--epochs', '1', '--json');
  expect(trained).toContain('"type":"saved"');
}, 120_000);
