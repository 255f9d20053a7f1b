import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { expectClassified, pageDocument } from './support/bundledPage';
import { shareProject, writeFiles } from './support/createProject';
import { openPage, visit } from './support/openPage';
import { importWasm, pageProgram, workerProgram } from './support/pageProgram';
import { placeProgram } from './support/placeProgram';
import { runWell } from './support/run';
import { startServer } from './support/startServer';

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

const inWorker = { runsIn: 'worker', faces: 1, code: null, error: null };

test('a component built by Vite with its defaults classifies in a worker; where none may start, on the page, and it says so', async () => {
  const folder = join(project, 'component');
  await writeFiles(folder, { 'index.html': pageDocument, 'page.js': placeProgram });
  const vite = join(project, 'node_modules/vite/bin/vite.js');
  await runWell(folder, 'node', vite, 'build', '--logLevel', 'warn');
  const dist = join(folder, 'dist');
  expect(await openPage(dist)).toEqual({ result: inWorker, complaints: [], foreign: [] });
  const policy = {
    'Content-Security-Policy':
      "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src data:; worker-src 'none'",
  };
  const { result } = await openPage(dist, { headers: policy });
  expect(result).toEqual({ runsIn: 'page', faces: 1, code: 'WORKER_FAILED', error: null });
  // The worker's script is there, and a file that it fetches is not.
  const [model] = (await readdir(join(dist, 'assets'))).filter((name) => /^model.*\.js$/.test(name));
  await rm(join(dist, 'assets', model!));
  expect((await openPage(dist)).result).toEqual({ runsIn: 'page', faces: 1, code: 'WORKER_FAILED', error: null });
});

test("a component in Vite's development server classifies in a worker", async () => {
  const folder = join(project, 'development');
  await writeFiles(folder, {
    'index.html': pageDocument,
    'page.js': placeProgram,
    // The packages of this project are links to a folder that Vite would not serve.
    'vite.config.js': 'export default { server: { fs: { strict: false } } };',
  });
  const { origin, stop } = await startServer(folder, ['vite', '--host', '127.0.0.1', '--port', '0'], /ready/);
  try {
    expect((await visit(origin)).result).toEqual(inWorker);
  } finally {
    stop();
  }
});
