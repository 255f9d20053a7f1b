import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { writeFiles } from './support/createProject';
import { run, runWell } from './support/run';

const consumer = inject('plain');

/** A user's first program: classifies, trains, evaluates, reads a dataset. */
const program = `
  const face = createSyntheticFaces({ count: 7, size: 48 }).image(3);
  const classifier = await createClassifier();
  const [result] = await classifier.classify(face);
  const scores = result.scores.reduce((sum, { score }) => sum + score, 0);
  console.log(JSON.stringify({ backend: classifier.backend.name, labels: classifier.metadata.labels.length, scores }));
  classifier.dispose();
`;

const outcome = { backend: 'wasm', labels: 7, scores: expect.closeTo(1, 4) as unknown };

describe('an installed package, in Node', () => {
  test('classifies from an ES module', async () => {
    await writeFiles(consumer, {
      'classify.mjs': `
        import { createClassifier } from '@ferkit/core';
        import { createSyntheticFaces } from '@ferkit/core/datasets';
        ${program}`,
    });
    expect(JSON.parse(await runWell(consumer, 'node', 'classify.mjs'))).toEqual(outcome);
  });

  test('classifies from CommonJS', async () => {
    await writeFiles(consumer, {
      'classify.cjs': `
        const { createClassifier } = require('@ferkit/core');
        const { createSyntheticFaces } = require('@ferkit/core/datasets');
        (async () => { ${program} })();`,
    });
    expect(JSON.parse(await runWell(consumer, 'node', 'classify.cjs'))).toEqual(outcome);
  });

  test.each([
    ['an ES module', 'train.mjs', "import { createModel, createSyntheticFaces, train } from '@ferkit/core';"],
    ['CommonJS', 'train.cjs', "const { createModel, createSyntheticFaces, train } = require('@ferkit/core');"],
  ])('trains with several workers from %s, and ends by itself', async (_, file, load) => {
    await writeFiles(consumer, {
      [file]: `
        ${load}
        (async () => {
          const model = await createModel({ backend: 'wasm', options: { stem: 4, widths: [4, 8] } });
          const data = { train: createSyntheticFaces({ count: 32, seed: 1 }) };
          const { reason } = await train(model, data, { epochs: 1, batchSize: 16, workers: 2 });
          console.log(reason);
          model.dispose();
        })();`,
    });
    expect(await runWell(consumer, 'node', file)).toBe('completed\n');
  });

  test('recognizes its errors across ES modules and CommonJS', async () => {
    await writeFiles(consumer, {
      'errors.mjs': `
        import { createRequire } from 'node:module';
        import { isFerError } from '@ferkit/core/metrics';
        const { parseReport } = createRequire(import.meta.url)('@ferkit/core/metrics');
        try { parseReport('{'); } catch (error) { console.log(isFerError(error, 'REPORT_MALFORMED')); }`,
    });
    expect(await runWell(consumer, 'node', 'errors.mjs')).toBe('true\n');
  });

  test.each(['@ferkit/core', '@ferkit/core/datasets', '@ferkit/core/metrics'])(
    'imports %s without output, running handles or connections',
    async (name) => {
      await writeFiles(consumer, {
        'watch.mjs': `
          import net from 'node:net';
          net.Socket.prototype.connect = () => { console.log('a connection'); };
          globalThis.fetch = () => { console.log('a request'); };
          process.on('newListener', (event) => console.log('a listener', event));
          const globals = new Set(Reflect.ownKeys(globalThis));
          await import('@tensorflow/tfjs');
          const engine = new Set(Reflect.ownKeys(globalThis));
          await import(process.argv[2]);
          for (const key of Reflect.ownKeys(globalThis)) if (!engine.has(key)) console.log('a global', String(key));
          const running = process.getActiveResourcesInfo().filter((kind) => !/Req|Pipe|TTY/.test(kind));
          if (running.length > 0) console.log(running.join());
        `,
      });
      expect(await run(consumer, 'node', 'watch.mjs', name)).toEqual({ code: 0, stdout: '', stderr: '' });
    },
  );

  test('has a command line', async () => {
    const { version } = JSON.parse(
      await readFile(join(consumer, 'node_modules/@ferkit/core/package.json'), 'utf8'),
    ) as { version: string };
    expect(await runWell(consumer, 'npx', '--no-install', 'ferkit', '--version')).toContain(version);
  });
});
