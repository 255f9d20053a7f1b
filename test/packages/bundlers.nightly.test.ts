import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { versionOf } from '../../scripts/installConsumers.mjs';
import { expectClassified, pageDocument } from './support/bundledPage';
import { createProject, writeFiles } from './support/createProject';
import { openPage } from './support/openPage';
import { importWasm, locateWasm, pageProgram, workerProgram } from './support/pageProgram';
import { placeProgram } from './support/placeProgram';
import { runWell } from './support/run';

let project: string;

// vite.test.ts builds the same page with Vite.
beforeAll(async () => {
  project = await createProject(await mkdtemp(join(tmpdir(), 'ferkit-bundlers-')), {
    '@ferkit/core': inject('tarballs').core,
    '@ferkit/react': inject('tarballs').react,
    react: versionOf('react'),
    'react-dom': versionOf('react-dom'),
    esbuild: versionOf('esbuild'),
    webpack: '5.112.2',
  });
}, 300_000);
afterAll(() => rm(project, { recursive: true }));

/** Bundles files of a folder into its `dist` with esbuild. */
async function bundleByEsbuild(folder: string, ...options: readonly string[]): Promise<void> {
  const output = await runWell(
    folder,
    // The link in .bin: its target is a binary or a script, depending on whether install scripts were allowed.
    join(project, 'node_modules/.bin/esbuild'),
    ...options,
    '--bundle',
    '--splitting',
    '--format=esm',
    '--outdir=dist',
    '--log-level=warning',
  );
  expect(output).toBe('');
}

/** The line of docs/browsers.md for esbuild, which copies no files that code locates. */
const copyWorker = (folder: string): Promise<void> =>
  cp(join(project, 'node_modules/@ferkit/core/dist/worker'), join(folder, 'dist/worker'), { recursive: true });

test('a page built by esbuild classifies on the main thread and in a worker', async () => {
  const folder = join(project, 'with-esbuild');
  await writeFiles(folder, {
    'page.js': pageProgram,
    'ferkit.worker.js': workerProgram,
    'wasm.js': importWasm(''),
    'dist/index.html': pageDocument,
  });
  await bundleByEsbuild(folder, 'page.js', 'ferkit.worker.js', '--loader:.wasm=file');
  await copyWorker(folder);
  expectClassified(await openPage(join(folder, 'dist')));
});

test('a component built by esbuild says that its worker is missing, and runs in it once its folder is copied', async () => {
  const folder = join(project, 'component-esbuild');
  await writeFiles(folder, { 'page.js': placeProgram, 'dist/index.html': pageDocument });
  await bundleByEsbuild(folder, 'page.js', '--define:process.env.NODE_ENV="production"');
  const missing = { runsIn: 'page', faces: 1, code: 'WORKER_FAILED', error: null };
  expect((await openPage(join(folder, 'dist'))).result).toEqual(missing);
  await copyWorker(folder);
  const found = { runsIn: 'worker', faces: 1, code: null, error: null };
  expect(await openPage(join(folder, 'dist'))).toEqual({ result: found, complaints: [], foreign: [] });
});

/** Builds `page.js` of a folder into its `dist` with webpack and no settings for ferkit. */
async function buildByWebpack(folder: string): Promise<void> {
  await writeFiles(folder, {
    'dist/index.html': pageDocument,
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
}

test('a page built by webpack classifies on the main thread and in a worker', async () => {
  const folder = join(project, 'with-webpack');
  await writeFiles(folder, { 'page.js': pageProgram, 'ferkit.worker.js': workerProgram, 'wasm.js': locateWasm });
  await buildByWebpack(folder);
  expectClassified(await openPage(join(folder, 'dist')));
});

test('a component built by webpack with its defaults classifies in its worker', async () => {
  const folder = join(project, 'component-webpack');
  await writeFiles(folder, { 'page.js': placeProgram });
  await buildByWebpack(folder);
  const result = { runsIn: 'worker', faces: 1, code: null, error: null };
  expect(await openPage(join(folder, 'dist'))).toEqual({ result, complaints: [], foreign: [] });
});
