import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { writeFiles } from './support/createProject';
import { shareStarter } from './support/installStarter';
import { runWell } from './support/run';
import { serveFolder } from './support/serveFolder';
import { visitStarter } from './support/visitStarter';
import { writePublicFiles } from './support/writePublicFiles';

let folder = '';
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the Node script prints a line for each photo, and goes on after one that cannot be read', async () => {
  folder = await shareStarter('node-script');
  await writePublicFiles(folder);
  await writeFiles(folder, { 'public/broken.jpg': 'no picture' });
  const printed = await runWell(folder, 'node', 'classify.mjs', 'public');
  expect(printed).toMatch(/^broken\.jpg -\npicture\.png happy \d+ %\n$/);
});

test('the plain page classifies a chosen picture', async () => {
  folder = await shareStarter('plain-html');
  await writePublicFiles(folder);
  await runWell(folder, 'npm', 'run', 'build');
  const { origin, stop } = await serveFolder(folder);
  try {
    const picture = join(folder, 'public/picture.png');
    expect(await visitStarter(origin, picture, 'Your own part of the page: happy')).toEqual([]);
  } finally {
    stop();
  }
});
