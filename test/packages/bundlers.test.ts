import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createProject, versionOf, writeFiles } from './support/createProject';
import { openPage, type PageOutcome } from './support/openPage';
import { importWasm, locateWasm, pageProgram, workerProgram } from './support/pageProgram';
import { runWell } from './support/run';

let project: string;

beforeAll(async () => {
  project = await createProject(await mkdtemp(join(tmpdir(), 'ferkit-bundlers-')), {
    '@ferkit/core': inject('tarballs').core,
    esbuild: versionOf('esbuild'),
    vite: versionOf('vite'),
    webpack: '5.112.2',
  });
}, 300_000);
afterAll(() => rm(project, { recursive: true }));

interface Result {
  readonly found: readonly { readonly label: string; readonly score: number }[];
  readonly device: string;
}

/** That the page answered as it should. @returns what WebAssembly ran on */
function expectClassified({ result, complaints, foreign }: PageOutcome): string {
  expect(complaints).toEqual([]);
  const { found, device } = result as Result;
  const face = { label: expect.any(String) as unknown, score: expect.any(Number) as unknown };
  expect(found).toEqual([face, face, face]);
  const [own, file, worker] = found;
  expect(file).toEqual(own);
  expect(worker).toEqual(own);
  expect(foreign).toEqual([]);
  return device;
}

/** What a server sends with a page that is to be on its own among those of the browser, as threads require. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const html =
  '<!doctype html><title>ferkit</title><link rel="icon" href="data:,"><script type="module" src="page.js"></script>';

test('a page built by Vite classifies, on its own thread and in a worker', async () => {
  const folder = join(project, 'with-vite');
  await writeFiles(folder, {
    'index.html': html.replace('page.js', './page.js'),
    'page.js': pageProgram,
    'ferkit.worker.js': workerProgram,
    'wasm.js': importWasm('?url'),
    'vite.config.js': "export default { worker: { format: 'es' } };",
  });
  await runWell(folder, 'node', join(project, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn');
  const dist = join(folder, 'dist');
  expect(expectClassified(await openPage(dist))).toBe('WebAssembly, relaxed SIMD, 1 thread');
  // Where the page is isolated, half of the cores take part.
  const isolated = await openPage(dist, { headers: isolation, cores: 8 });
  expect(expectClassified(isolated)).toBe('WebAssembly, SIMD, 4 threads');
  // A strict policy forbids the scripts that threads are started from, and what is left is one of them.
  const policy = {
    'Content-Security-Policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:",
  };
  expectClassified(await openPage(dist, { headers: policy }));
  const both = await openPage(dist, { headers: { ...isolation, ...policy }, cores: 8 });
  const [refused, ...complaints] = both.complaints;
  expect(refused).toMatch(/worker.*blob:.*violates the following Content Security Policy/);
  expect(expectClassified({ ...both, complaints })).toBe('WebAssembly, relaxed SIMD, 1 thread');
});

test('a page built by esbuild classifies, on its own thread and in a worker', async () => {
  const folder = join(project, 'with-esbuild');
  await writeFiles(folder, {
    'page.js': pageProgram,
    'ferkit.worker.js': workerProgram,
    'wasm.js': importWasm(''),
    'dist/index.html': html,
  });
  const output = await runWell(
    folder,
    // By its link: what that points to is a program or a script, depending on whether install scripts were allowed.
    join(project, 'node_modules/.bin/esbuild'),
    'page.js',
    'ferkit.worker.js',
    '--bundle',
    '--splitting',
    '--format=esm',
    '--loader:.wasm=file',
    '--outdir=dist',
    '--log-level=warning',
  );
  expect(output).toBe('');
  expectClassified(await openPage(join(folder, 'dist')));
});

test('a page built by webpack classifies, on its own thread and in a worker', async () => {
  const folder = join(project, 'with-webpack');
  await writeFiles(folder, {
    'page.js': pageProgram,
    'ferkit.worker.js': workerProgram,
    'wasm.js': locateWasm,
    'index.html': html,
    'build.js': `
      import webpack from 'webpack';
      webpack({
        mode: 'production',
        devtool: false,
        optimization: { minimize: false },
        performance: { hints: false },
        context: import.meta.dirname,
        entry: './page.js',
        output: { path: import.meta.dirname + '/dist', filename: 'page.js' },
      }, (error, stats) => {
        if (error) throw error;
        const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
        for (const { message, moduleName } of [...errors, ...warnings]) console.log(moduleName, message);
        process.exitCode = stats.hasErrors() ? 1 : 0;
      });`,
  });
  expect(await runWell(folder, 'node', 'build.js')).toBe('');
  await cp(join(folder, 'index.html'), join(folder, 'dist/index.html'));
  expectClassified(await openPage(join(folder, 'dist')));
});
