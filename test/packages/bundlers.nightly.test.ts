import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { versionOf } from '../../scripts/installConsumers.mjs';
import { expectClassified, pageDocument } from './support/bundledPage';
import { createProject, writeFiles } from './support/createProject';
import { openPage } from './support/openPage';
import { importWasm, locateWasm, pageProgram, workerProgram } from './support/pageProgram';
import { runWell } from './support/run';

let project: string;

// vite.test.ts builds the same page with Vite.
beforeAll(async () => {
  project = await createProject(await mkdtemp(join(tmpdir(), 'ferkit-bundlers-')), {
    '@ferkit/core': inject('tarballs').core,
    esbuild: versionOf('esbuild'),
    webpack: '5.112.2',
  });
}, 300_000);
afterAll(() => rm(project, { recursive: true }));

test('a page built by esbuild classifies on the main thread and in a worker', async () => {
  const folder = join(project, 'with-esbuild');
  await writeFiles(folder, {
    'page.js': pageProgram,
    'ferkit.worker.js': workerProgram,
    'wasm.js': importWasm(''),
    'dist/index.html': pageDocument,
  });
  const output = await runWell(
    folder,
    // The link in .bin: its target is a binary or a script, depending on whether install scripts were allowed.
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
  // esbuild copies no files that code locates: docs/browsers.md says to do that.
  await cp(join(project, 'node_modules/@ferkit/core/dist/worker'), join(folder, 'dist/worker'), { recursive: true });
  expectClassified(await openPage(join(folder, 'dist')));
});

test('a page built by webpack classifies on the main thread and in a worker', async () => {
  const folder = join(project, 'with-webpack');
  await writeFiles(folder, {
    'page.js': pageProgram,
    'ferkit.worker.js': workerProgram,
    'wasm.js': locateWasm,
    'index.html': pageDocument,
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
