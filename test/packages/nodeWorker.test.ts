import { build } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { writeFiles } from './support/createProject';
import { run, runWell } from './support/run';
import { writePictures } from './support/serverProgram';
import { threadOutcome, threadProgram } from './support/threadProgram';

const consumer = inject('plain');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-worker-'));
  await writePictures(consumer);
  await writePictures(folder);
});
afterAll(() => rm(folder, { recursive: true }));

/** Compares a classifier in a worker with one on this thread, aborts a call, and uses it after its end. */
const program = `
  const codeOf = (work) => work.then(() => 'none', (error) => error.code ?? error.name);
  const worker = await createWorkerClassifier(options);
  const here = await createClassifier();
  const same = [];
  for (const picture of ['face.png', 'face.jpg', readFileSync('face.jpg'), new Blob([readFileSync('face.png')])]) {
    const strip = (faces) => JSON.stringify(faces.map(({ label, scores, box }) => ({ label, scores, box })));
    same.push(strip(await worker.classify(picture)) === strip(await here.classify(picture)));
  }
  const signal = AbortSignal.abort(new Error('enough'));
  const aborted = await worker.classify('face.png', { signal }).catch((error) => error.message);
  const missing = await codeOf(worker.classify('no-such-file.png'));
  const { name } = worker.backend;
  worker.dispose();
  here.dispose();
  console.log(JSON.stringify({ name, same, aborted, missing, disposed: await codeOf(worker.classify('face.png')) }));
`;

const outcome = {
  name: 'wasm',
  same: [true, true, true, true],
  aborted: 'enough',
  missing: 'SOURCE_UNREADABLE',
  disposed: 'DISPOSED',
};

const imports = `
  import { createClassifier } from '@ferkit/core';
  import { createWorkerClassifier, serveWorker } from '@ferkit/core/worker';
  import { readFileSync } from 'node:fs';
`;

describe('a classifier in a worker of Node', () => {
  test('starts by itself from an ES module, gives the results of this thread, and lets the process end', async () => {
    await writeFiles(consumer, { 'worker.mjs': `${imports} const options = {}; ${program}` });
    expect(JSON.parse(await runWell(consumer, 'node', 'worker.mjs'))).toEqual(outcome);
  });

  test('starts by itself from CommonJS', async () => {
    await writeFiles(consumer, {
      'worker.cjs': `
        const { createClassifier } = require('@ferkit/core');
        const { createWorkerClassifier } = require('@ferkit/core/worker');
        const { readFileSync } = require('node:fs');
        (async () => { const options = {}; ${program} })();`,
    });
    expect(JSON.parse(await runWell(consumer, 'node', 'worker.cjs'))).toEqual(outcome);
  });

  test('runs from a bundle of one file that is the worker too', async () => {
    await writeFiles(consumer, {
      'bundled.source.mjs': `${imports}
        import { isMainThread, Worker } from 'node:worker_threads';
        async function main() {
          const own = await createWorkerClassifier().catch((error) => error);
          if (!/no file classifyWorker.js.*serveWorker/.test(own.message)) throw own;
          const options = { worker: new Worker(new URL(import.meta.url)) };
          ${program}
        }
        if (isMainThread) await main();
        else serveWorker();`,
    });
    const entryPoints = [join(consumer, 'bundled.source.mjs')];
    const outfile = join(folder, 'bundled.mjs');
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm' });
    expect(JSON.parse(await runWell(folder, 'node', 'bundled.mjs'))).toEqual(outcome);
  });

  test('keeps no process alive while it is idle, and a training run gives the result of this thread', async () => {
    await writeFiles(consumer, { 'thread.mjs': threadProgram });
    expect(JSON.parse(await runWell(consumer, 'node', 'thread.mjs'))).toEqual(threadOutcome);
  });

  test('that crashes rejects with WORKER_FAILED', async () => {
    await writeFiles(consumer, {
      'crash.worker.mjs': `
        import { parentPort } from 'node:worker_threads';
        parentPort.on('message', () => setTimeout(() => { throw new Error('out of luck'); }));`,
      'crash.mjs': `${imports}
        import { Worker } from 'node:worker_threads';
        const worker = new Worker(new URL('./crash.worker.mjs', import.meta.url));
        const error = await createWorkerClassifier({ worker }).catch((reason) => reason);
        console.log(error.code, error.details.reason);`,
    });
    expect(await run(consumer, 'node', 'crash.mjs')).toEqual({
      code: 0,
      stdout: 'WORKER_FAILED out of luck\n',
      stderr: '',
    });
  });

  test('is not served on the main thread', async () => {
    await writeFiles(consumer, {
      'serve.mjs': `${imports} try { serveWorker(); } catch (error) { console.log(error.code); }`,
    });
    expect(await runWell(consumer, 'node', 'serve.mjs')).toBe('OPTION_INVALID\n');
  });
});
