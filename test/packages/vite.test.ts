import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { expectClassified, pageDocument } from './support/bundledPage';
import { shareProject, writeFiles } from './support/createProject';
import { openPage } from './support/openPage';
import { importWasm, pageProgram, workerProgram } from './support/pageProgram';
import { runWell } from './support/run';

let project: string;
beforeAll(async () => {
  project = await shareProject(inject('application'));
});
afterAll(() => rm(project, { recursive: true }));

/** Response headers of a cross-origin isolated page. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

test('a page built by Vite classifies on the main thread and in a worker', async () => {
  await writeFiles(project, {
    'index.html': pageDocument,
    'page.js': pageProgram,
    'ferkit.worker.js': workerProgram,
    'wasm.js': importWasm('?url'),
    'vite.config.js': "export default { worker: { format: 'es' } };",
  });
  await runWell(project, 'node', join(project, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn');
  const dist = join(project, 'dist');
  expect(expectClassified(await openPage(dist))).toBe('WebAssembly, relaxed SIMD, 1 thread');
  const isolated = await openPage(dist, { headers: isolation, cores: 8 });
  expect(expectClassified(isolated)).toBe('WebAssembly, relaxed SIMD, 4 threads');
  const policy = {
    'Content-Security-Policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:",
  };
  expectClassified(await openPage(dist, { headers: policy }));
  const both = await openPage(dist, { headers: { ...isolation, ...policy }, cores: 8 });
  expect(expectClassified(both)).toBe('WebAssembly, relaxed SIMD, 4 threads');
  // A policy that lets a blob start a worker, and lets this worker import no other blob: ferkit's threads are no blobs.
  const halfOpen = {
    'Content-Security-Policy': `${policy['Content-Security-Policy']}; worker-src 'self' blob:`,
  };
  const started = await openPage(dist, { headers: { ...isolation, ...halfOpen }, cores: 8 });
  expect(expectClassified(started)).toBe('WebAssembly, relaxed SIMD, 4 threads');
});
