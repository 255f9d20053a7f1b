import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { root, shareProject, writeFiles } from './support/createProject';
import { runWell } from './support/run';
import { printingProgram, worked, writePictures } from './support/serverProgram';
import { threadOutcome, threadProgram } from './support/threadProgram';

/** Put there by scripts/installReferences.mjs. */
const modules = join(root, '.cache/runtimes/node_modules');
const runtimes = [
  ['Bun', join(modules, '@oven/bun-linux-x64/bin/bun'), []],
  ['Deno', join(modules, '@deno/linux-x64-glibc/deno'), ['run', '--allow-all']],
] as const;

/** A project whose packages npm has installed. */
let folder: string;

beforeAll(async () => {
  folder = await shareProject(inject('plain'));
  await writePictures(folder);
  await writeFiles(folder, { 'program.mjs': printingProgram, 'thread.mjs': threadProgram });
});
afterAll(() => rm(folder, { recursive: true }));

for (const [name, program, args] of runtimes) {
  const isThere = existsSync(program);
  if (!isThere) console.warn(`${name} is not in .cache/runtimes: \`node scripts/installReferences.mjs\` installs it.`);
  describe.skipIf(!isThere)(name, () => {
    test('classifies and trains on wasm', async () => {
      expect(JSON.parse(await runWell(folder, program, ...args, 'program.mjs'))).toEqual(worked);
    });

    test('classifies and trains in worker threads, and ends beside an idle one', async () => {
      expect(JSON.parse(await runWell(folder, program, ...args, 'thread.mjs'))).toEqual(threadOutcome);
    });
  });
}
