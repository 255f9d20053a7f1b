import { build, type Format } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { writeFiles } from './support/createProject';
import { run } from './support/run';
import { printingProgram, worked, writePictures } from './support/serverProgram';

const consumer = inject('plain');
/** Outside of any project, so that nothing is found in a node_modules. */
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-one-file-'));
  await writePictures(folder);
});
afterAll(() => rm(folder, { recursive: true }));

/** Bundles a program of the consumer into one file, as esbuild does it on the command line without further options. */
async function bundle(name: string, format: Format): Promise<readonly string[]> {
  await writeFiles(consumer, { [`${name}.source.mjs`]: printingProgram });
  const { warnings } = await build({
    entryPoints: [join(consumer, `${name}.source.mjs`)],
    outfile: join(folder, name),
    bundle: true,
    platform: 'node',
    format,
    logLevel: 'silent',
  });
  return warnings.map(({ text }) => text);
}

describe.each([
  ['CommonJS', 'program.cjs', 'cjs'],
  ['an ES module', 'program.mjs', 'esm'],
] as const)('a program in one file as %s', (_, name, format) => {
  test('is bundled without warnings, and runs alone on wasm', async () => {
    expect(await bundle(name, format)).toEqual([]);
    const { code, stdout, stderr } = await run(folder, 'node', name);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual(worked);
  });

  test('touches no native addon, so that it runs with musl as with glibc', async () => {
    const { stdout, stderr } = await run(folder, 'node', '--no-addons', name);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(worked);
  });
});

test("a page's bundle that only imports the custom element keeps its definition", async () => {
  const source = join(consumer, 'element.source.mjs');
  await writeFiles(consumer, { 'element.source.mjs': "import '@ferkit/core/browser/element';" });
  const { outputFiles, warnings } = await build({
    entryPoints: [source],
    bundle: true,
    format: 'esm',
    write: false,
    external: ['node:*'],
  });
  expect(warnings).toEqual([]);
  expect(outputFiles[0]!.text).toMatch(/customElements\.define\(.ferkit-classifier./);
});
