import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { encodePng } from '../core/datasets/support/encodePng';
import { toGray } from '#core/images/GrayImage';
import type { Expression } from '@ferkit/core/datasets';
import { drawPortraits } from '../../stories/fixtures/drawPortraits';
import { drawScene } from '../../stories/fixtures/drawScene';
import { root, shareProject, writeFiles } from './support/createProject';
import { run, runWell } from './support/run';

/** The expression that is drawn for each new label. */
const LABELS: Readonly<Record<string, Expression>> = { grin: 'happy', gasp: 'surprise', 'neither one': 'neutral' };

let project: string;
beforeAll(async () => {
  project = await shareProject(inject('plain'));
  await cp(join(root, 'examples/teach-new-labels'), project, { recursive: true });
});
afterAll(() => rm(project, { recursive: true }));

/** Draws portraits, each different. */
const drawPhotos = (expression: Expression, count: number, seed: number): readonly Uint8Array[] =>
  drawPortraits(expression, count, seed).map((portrait) => encodePng(toGray(portrait)));

test('the example learns three labels from thirty photos of each, and predict recognizes them in other photos', async () => {
  const files: Record<string, Uint8Array> = {};
  Object.entries(LABELS).forEach(([label, expression], place) => {
    drawPhotos(expression, 30, 10 + 40 * place).forEach((photo, k) => (files[`photos/${label}/${k}.png`] = photo));
    drawPhotos(expression, 10, 40 + 40 * place).forEach((photo, k) => (files[`others/${label}-${k}.png`] = photo));
  });
  files['photos/grin/nobody.png'] = encodePng(toGray(drawScene(240, 240, [])));
  await writeFiles(project, files);

  const taught = await run(project, 'node', 'teach.mjs', 'photos', '--out', 'taught');
  expect(taught.code, taught.stderr).toBe(0);
  expect(taught.stderr).toContain('nobody.png was left out: No face was found');
  expect(taught.stdout).toMatch(/^(8[0-9]|90) faces: \d+ gasp, \d+ grin, \d+ neither one/);

  const lines = await runWell(project, 'npx', 'ferkit', 'predict', '--model', 'taught', 'others', '--json');
  const told = lines
    .trim()
    .split('\n')
    .map(
      (line) => JSON.parse(line) as { readonly file: string; readonly faces: readonly { readonly label: string }[] },
    );
  expect(told).toHaveLength(30);
  const right = told.filter(({ file, faces }) => file.includes(`${faces[0]?.label}-`));
  console.info(taught.stdout.trim());
  console.info(`${right.length} of 30 faces in other photos are classified correctly`);
  // Chance level is 10. The bound allows three errors per label: the network was trained on photos, not on drawings.
  expect(right.length).toBeGreaterThanOrEqual(21);
}, 180_000);
