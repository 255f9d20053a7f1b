import { beforeAll, describe, expect, test } from 'vitest';
import { randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { amountOf, reportFigures } from '../reliability/support/report';
import { buildProgram, startChild, type Child } from '../reliability/support/startChild';
import type { FuzzFailure, FuzzReport } from './support/FuzzReport';
import { targetNames, targets, type TargetName } from './targets/targets';

// npm run reliability -- --inputs 100000 is the long mode; npm run reliability -- --replay csv:1:42 runs one input again.
const inputs = amountOf('FERKIT_INPUTS', 1000);
// Other inputs at each run. Failed ones are kept in .cache/fuzz, and tried first in the next.
const seed = amountOf('FERKIT_SEED', randomInt(2 ** 31));
console.log(`Fuzzing with the seed ${seed}`);
const [onlyTarget, onlySeed, ...onlyInput] = process.env.FERKIT_REPLAY?.split(':') ?? [];

/** A process that takes longer than this for one input hangs, however busy the machine is. */
const PATIENCE = 60_000;

/** What a target may leave in MiB: code that is loaded and compiled on the way, and the names of tensors, which tfjs keeps. */
const MOST_LEFT = 32;

/** Fewest inputs of a target, however few there are in all. */
const FEWEST = 100;

const chosen = targetNames.filter((name) => onlyTarget === undefined || onlyTarget === name);
const amountFor = (name: TargetName): number => Math.max(FEWEST, Math.ceil((inputs * targets[name].share) / 1000));

let program: string;
beforeAll(async () => {
  program = await buildProgram('fuzzChild', fileURLToPath(new URL('./support/', import.meta.url)));
});

const linesOf = <Content>({ lines }: Child, kind: string): Content[] =>
  lines.filter((line) => line.startsWith(`${kind} `)).map((line) => JSON.parse(line.slice(kind.length + 1)) as Content);

/** Ends a process that goes on with one input for too long. */
function watch(child: Child): () => void {
  let seen = 0;
  const timer = setInterval(() => {
    if (child.lines.length === seen) child.process.kill('SIGKILL');
    seen = child.lines.length;
  }, PATIENCE);
  return () => clearInterval(timer);
}

/** What to type to see a failure again. */
const replay = (name: TargetName, input: string): string => `npm run reliability -- --replay ${name}:${input}`;

/** Where fuzzChild.ts keeps inputs that failed. */
const kept = fileURLToPath(new URL('../../.cache/fuzz/', import.meta.url));

/** Has an input tried first in the next run. The process that it ended cannot keep it. */
async function keep(name: TargetName, input: string): Promise<void> {
  await mkdir(kept, { recursive: true });
  await writeFile(join(kept, `${name}-${input.replace(':', '-')}`.replaceAll(/[^\w.-]/g, '_')), '');
}

describe('damaged and hostile input gives a result that holds, or an error that says what is wrong', () => {
  test.each(chosen)(
    '%s',
    async (name) => {
      const only = onlyInput.length === 0 ? [] : [onlyInput.join(':')];
      const call = [name, onlySeed ?? String(seed), String(amountFor(name))];
      const child = startChild(program, [...call, String(targets[name].memory), ...only]);
      const stopWatching = watch(child);
      const { code, signal, error } = await child.ended;
      stopWatching();
      const last = child.lines.findLast((line) => line.startsWith('input '))?.slice('input '.length) ?? 'none';
      if (code !== 0) {
        await keep(name, last);
        throw new Error(`${signal ?? `exit code ${code}`} at ${replay(name, last)}\n${error}`);
      }
      for (const line of child.lines.filter((text) => text.startsWith('replayed '))) console.log(line);
      const failures = linesOf<FuzzFailure>(child, 'failure');
      expect(
        failures.map((failure) => `${replay(name, `${failure.seed}:${failure.input}`)}\n${failure.reason}`),
      ).toEqual([]);
      const [report] = linesOf<FuzzReport>(child, 'report');
      if (only.length > 0) return;
      expect(report!.left).toBeLessThan(MOST_LEFT);
      reportFigures(`fuzzed ${name}`, {
        seed: onlySeed ?? seed,
        inputs: report!.inputs,
        results: report!.results,
        'typed errors': Object.values(report!.errors).reduce((sum, count) => sum + count, 0),
        slowest: `${report!.slowest.toFixed(0)} ms`,
        memory: `${report!.memory.toFixed(0)} of ${targets[name].memory} MiB`,
        left: `${report!.left.toFixed(0)} of ${MOST_LEFT} MiB`,
        codes: JSON.stringify(report!.errors),
      });
    },
    120_000 + inputs * 100,
  );
});
