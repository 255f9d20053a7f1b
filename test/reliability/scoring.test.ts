import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '@ferkit/core/datasets';
import { saveTinyModel, writeTinyImages } from '../core/cli/support/tinyInputs';
import { amountOf, reportFigures } from './support/report';
import { buildProgram, startChild } from './support/startChild';

const kills = amountOf('FERKIT_KILLS', 3);
const seed = amountOf('FERKIT_SEED', 1);
const patience = 120_000 + kills * 10_000;
const COUNT = 1500;

let program: string;
let room: string;
beforeAll(async () => {
  program = await buildProgram('scoringChild');
  room = await mkdtemp(join(tmpdir(), 'ferkit-scoring-'));
  const images = await writeTinyImages(join(room, 'images'), COUNT, 100);
  await promisify(execFile)('tar', ['cf', join(room, 'images.tar'), '-C', images, ...(await readdir(images)).sort()]);
  await saveTinyModel(join(room, 'model'));
}, patience);
afterAll(() => rm(room, { recursive: true }));

const readOr = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

/** Removes the durations. */
const withoutTimes = (lines: string): string => lines.replaceAll(/"milliseconds":[\d.e-]+/g, '');

test.each(['images', 'images.tar'])(
  'SIGKILL at any moment of scoring %s loses no complete line, and the results equal those of an uninterrupted run',
  async (operand) => {
    const predict = (out: string) => [
      ...['predict', '--model', join(room, 'model'), '--whole', '--backend', 'cpu', '--out', out],
      join(room, operand),
    ];
    const [whole, out] = [join(room, `${operand}.whole.ndjson`), join(room, `${operand}.ndjson`)];
    expect(await startChild(program, predict(whole)).ended).toMatchObject({ code: 0, signal: null });
    const wanted = withoutTimes(await readFile(whole, 'utf8'));

    const random = createRandom(seed);
    let [survived, finished, resumes, before] = [0, 0, 0, ''];
    // The last run is not killed, so that it has to clean up leftovers.
    for (let isLast = false; !isLast;) {
      isLast = survived >= kills;
      const child = startChild(program, predict(out));
      if (!isLast) {
        // Half of the kills hit the start, which reads existing results, the others the batches.
        if (random.next() < 0.5) await Promise.race([growth(out, before.length), child.ended]);
        else await child.untilPrinted(/^ready/);
        await Promise.race([wait(random.next() * 300), child.ended]);
        child.process.kill('SIGKILL');
      }
      const { code, signal } = await child.ended;
      if (signal === 'SIGKILL') survived++;
      const after = await readOr(out);
      // Complete lines stay unchanged; a partial last line may go.
      const kept = before.slice(0, before.lastIndexOf('\n') + 1);
      expect(after.startsWith(kept)).toBe(true);
      expect(wanted.startsWith(withoutTimes(after.slice(0, after.lastIndexOf('\n') + 1)))).toBe(true);
      if (kept !== '' && after.length > kept.length) resumes++;
      before = after;
      if (signal === 'SIGKILL') continue;
      expect(code).toBe(0);
      expect(withoutTimes(after)).toBe(wanted);
      finished++;
      await rm(out);
      before = '';
    }
    expect(resumes).toBeGreaterThan(0);
    expect((await readdir(room)).filter((name) => name.endsWith('.lock'))).toEqual([]);
    reportFigures(`killed while scoring ${operand}`, { seed, kills: survived, resumed: resumes, finished });
  },
  patience,
);

/** Resolves when a file is longer than it was. */
async function growth(path: string, length: number): Promise<void> {
  while ((await stat(path).catch(() => ({ size: 0 }))).size <= length) await wait(5);
}
