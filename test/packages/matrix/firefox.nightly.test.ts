import { build } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { writeFiles } from '../support/createProject';
import { findFirefox } from '../support/findFirefox';
import { openInFirefox, reportProgram } from '../support/openInFirefox';
import { importWasm, pageProgram, workerProgram } from '../support/pageProgram';

const firefox = findFirefox();
if (firefox === undefined) {
  console.info('Firefox is not tested: none is installed (Debian: apt-get install firefox-esr, or set FIREFOX_PATH).');
}

const html = '<!doctype html><title>ferkit</title><link rel="icon" href="data:,">';

/** Classifies a face on WebAssembly, and on WebGL if this Firefox has it. */
const webglProgram = `
import { createClassifier } from '@ferkit/core';
import { createSyntheticFaces } from '@ferkit/core/datasets';
import { paths } from './wasm.js';

const image = createSyntheticFaces({ count: 7 }).image(3);

async function classify(backend) {
  const classifier = await createClassifier({ backend });
  const [{ scores }] = await classifier.classify(image);
  classifier.dispose();
  return scores.map(({ score }) => score);
}

async function main() {
  if (document.createElement('canvas').getContext('webgl2') === null) return 'no WebGL 2';
  return { wasm: await classify({ name: 'wasm', paths }), webgl: await classify('webgl') };
}

main().then(
  (result) => { document.body.dataset.result = JSON.stringify(result); },
  (error) => { document.body.dataset.result = JSON.stringify(String(error.stack)); },
);
`;

let folder: string;

/** Bundles a page with the packed package. @returns its folder */
async function buildPage(name: string, program: string): Promise<string> {
  const page = join(inject('plain'), name);
  await writeFiles(page, { 'page.js': program, 'ferkit.worker.js': workerProgram, 'wasm.js': importWasm('') });
  const outdir = join(folder, name);
  await writeFiles(outdir, {
    'report.js': reportProgram,
    'index.html': `${html}<script src="report.js"></script><script type="module" src="page.js"></script>`,
  });
  await build({
    entryPoints: [join(page, 'page.js'), join(page, 'ferkit.worker.js')],
    bundle: true,
    splitting: true,
    format: 'esm',
    loader: { '.wasm': 'file' },
    outdir,
    logLevel: 'silent',
  });
  return outdir;
}

describe.skipIf(firefox === undefined)('a page with the packed package, in Firefox', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ferkit-firefox-pages-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('classifies pixels and a file on WebAssembly, on the main thread and in a worker', async () => {
    const { agent, result, complaints, foreign } = await openInFirefox(firefox!, await buildPage('wasm', pageProgram));
    expect(agent).toContain('Firefox/');
    const face = { label: expect.any(String) as unknown, score: expect.any(Number) as unknown };
    const { found, device } = result as { readonly found: readonly unknown[]; readonly device: string };
    expect(found).toEqual([face, found[0], found[0]]);
    // Since Firefox 146.
    const relaxed = Number(/Firefox\/(\d+)/.exec(agent)![1]) >= 146;
    expect(device).toBe(`WebAssembly, ${relaxed ? 'relaxed ' : ''}SIMD, 1 thread`);
    expect(complaints).toEqual([]);
    expect(foreign).toEqual([]);
  });

  test('gives the same scores on WebGL as on WebAssembly', async ({ skip }) => {
    const { result, complaints, foreign } = await openInFirefox(firefox!, await buildPage('webgl', webglProgram));
    if (result === 'no WebGL 2') {
      console.log('WebGL is not tested in Firefox: without a GPU it has no WebGL 2.');
      skip();
    }
    const { wasm, webgl } = result as Readonly<Record<'wasm' | 'webgl', readonly number[]>>;
    expect(wasm).toHaveLength(7);
    webgl.forEach((score, label) => expect(score).toBeCloseTo(wasm[label]!, 3));
    expect(complaints).toEqual([]);
    expect(foreign).toEqual([]);
  });
});
