import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadModel, train } from '@ferkit/core';
import { createRandom } from '@ferkit/core/datasets';
import { testBackend } from '../core/support/testBackend';
import { createTinyModel } from '../core/support/tinyNet';
import { crashData, crashOptions, hashWeights } from './support/crashing';
import { amountOf, reportFigures } from './support/report';
import { buildProgram, startChild, type Child } from './support/startChild';

const kills = amountOf('FERKIT_KILLS', 3);
const seed = amountOf('FERKIT_SEED', 1);
const patience = 60_000 + kills * 10_000;

let program: string;
let folder: string;
beforeAll(async () => {
  program = await buildProgram('crashChild');
}, patience);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-crash-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Kills a process some milliseconds after it printed a line. @returns true if it was still alive */
async function killAfter(child: Child, milliseconds: number, line = /^ready/): Promise<boolean> {
  await child.untilPrinted(line);
  await Promise.race([wait(milliseconds), child.ended]);
  child.process.kill('SIGKILL');
  const { signal, error } = await child.ended;
  expect(error).toBe('');
  return signal === 'SIGKILL';
}

const lastOf = (child: Child, word: string): string | undefined =>
  child.lines.findLast((line) => line.startsWith(`${word} `))?.slice(word.length + 1);

/** Number of batches before a position, given as "epoch batch". */
const toBatches = (position: string | undefined): number => {
  const [epoch = 0, batch = 0] = (position ?? '').split(' ').map(Number);
  return epoch * Math.ceil(crashData.selectSplit('train').size / crashOptions.batchSize!) + batch;
};

describe('SIGKILL at any moment', () => {
  test(
    'of training loses no checkpoint, and the run ends with the weights of an uninterrupted one',
    async () => {
      const whole = await createTinyModel();
      await train(whole, crashData, crashOptions);
      const wanted = await hashWeights(whole);
      whole.dispose();
      const random = createRandom(seed);
      const path = join(folder, 'checkpoint.safetensors');
      let [survived, finished, saved, resumes] = [0, 0, 0, 0];
      while (survived < kills || finished === 0) {
        const child = startChild(program, ['train', path]);
        // Every other kill waits for a checkpoint, so that a slow machine resumes, too.
        const line = survived % 2 === 0 ? /^checkpoint (?!0 0)/ : /^ready/;
        const isKilled = survived < kills && (await killAfter(child, random.next() * 400, line));
        await child.ended;
        expect(lastOf(child, 'error')).toBeUndefined();
        const resumed = lastOf(child, 'resumed');
        if (resumed !== undefined) {
          expect(toBatches(resumed)).toBeGreaterThanOrEqual(saved);
          if (toBatches(resumed) > 0) resumes++;
        }
        saved = Math.max(saved, toBatches(lastOf(child, 'checkpoint')));
        if (isKilled) survived++;
        const ended = lastOf(child, 'finished');
        if (ended === undefined) continue;
        expect(ended).toBe(wanted);
        if (!isKilled) expect(await readdir(folder)).toEqual(['checkpoint.safetensors']);
        finished++;
        saved = 0;
        await rm(path);
      }
      expect(resumes).toBeGreaterThan(0);
      reportFigures('killed while training', {
        seed,
        kills: survived,
        resumed: resumes,
        'runs that ended equal': finished,
      });
    },
    patience,
  );

  test(
    'of saving leaves either the previous or the new model intact',
    async () => {
      const models = await Promise.all([0, 1, 2].map((k) => createTinyModel({ seed: k })));
      const hashes = await Promise.all(models.map(hashWeights));
      for (const model of models) model.dispose();
      const random = createRandom(seed + 1);
      let [survived, current, saves] = [0, -1, 0];
      while (survived < kills) {
        const child = startChild(program, ['save', folder, String((current + 1) % 3)]);
        // Every other kill hits the replacement of a model just saved.
        const line = survived % 2 === 0 ? /^saved/ : /^ready/;
        if (await killAfter(child, random.next() * 40, line)) survived++;
        expect(lastOf(child, 'error')).toBeUndefined();
        saves += child.lines.filter((line) => line.startsWith('saved')).length;
        const announced = lastOf(child, 'saved');
        const newest = announced === undefined ? current : Number(announced);
        const names = await readdir(folder);
        if (newest === -1 && !names.includes('model.json')) continue;
        const model = await loadModel(folder, { backend: testBackend });
        const found = hashes.indexOf(await hashWeights(model));
        model.dispose();
        expect([newest, (newest + 1) % 3]).toContain(found);
        current = found;
      }
      const last = startChild(program, ['once', folder, '1']);
      expect(await last.ended).toEqual({ code: 0, signal: null, error: '' });
      expect((await readdir(folder)).sort()).toEqual(['model.json', expect.stringMatching(/^weights\..*\.bin$/)]);
      reportFigures('killed while saving', { seed: seed + 1, kills: survived, 'saves that ended': saves });
    },
    patience,
  );
});
