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

/** Response headers of a cross-origin isolated page, which threads require. */
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
  // In an isolated page, wasm uses half of the cores.
  const isolated = await openPage(dist, { headers: isolation, cores: 8 });
  expect(expectClassified(isolated)).toBe('WebAssembly, SIMD, 4 threads');
  // A strict content security policy blocks the workers' blob scripts, so wasm falls back to one thread.
  const policy = {
    'Content-Security-Policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:",
  };
  expectClassified(await openPage(dist, { headers: policy }));
  const both = await openPage(dist, { headers: { ...isolation, ...policy }, cores: 8 });
  const [refused, ...complaints] = both.complaints;
  expect(refused).toMatch(/worker.*blob:.*violates the following Content Security Policy/);
  expect(expectClassified({ ...both, complaints })).toBe('WebAssembly, relaxed SIMD, 1 thread');
});
