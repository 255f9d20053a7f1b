import { beforeAll, describe, expect, test } from 'vitest';
import { randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { amountOf, reportFigures } from '../reliability/support/report';
import { buildProgram, startChild, type Child } from '../reliability/support/startChild';
import type { FuzzFailure, FuzzReport } from './support/FuzzReport';
import { targetNames, targets, type TargetName } from './targets/targets';

// Long run: npm run reliability -- --inputs 100000. Replay of one input: npm run reliability -- --replay csv:1:42
const inputs = amountOf('FERKIT_INPUTS', 1000);
// A long run takes new inputs each time, a short one always the same: it tells whether a change broke something. Failing inputs are kept in
// .cache/fuzz and run first the next time.
const seed = amountOf('FERKIT_SEED', process.env.FERKIT_INPUTS === undefined ? 1 : randomInt(2 ** 31));
console.log(`Fuzzing with the seed ${seed}`);
const [onlyTarget, onlySeed, ...onlyInput] = process.env.FERKIT_REPLAY?.split(':') ?? [];

/** A process that takes longer than this for one input hangs, even on a busy machine. In milliseconds. */
const HANG_TIMEOUT = 60_000;

/** Maximum memory that a target may retain, in MiB: code compiled on the way, and names of tensors, which tfjs keeps. */
const MAX_RETAINED = 32;

/** Minimum number of inputs for each target, even in a short run. */
const MIN_INPUTS = 100;

const chosen = targetNames.filter((name) => onlyTarget === undefined || onlyTarget === name);
const amountFor = (name: TargetName): number => Math.max(MIN_INPUTS, Math.ceil((inputs * targets[name].share) / 1000));

let program: string;
beforeAll(async () => {
  program = await buildProgram('fuzzChild', fileURLToPath(new URL('./support/', import.meta.url)));
});

const linesOf = <Content>({ lines }: Child, kind: string): Content[] =>
  lines.filter((line) => line.startsWith(`${kind} `)).map((line) => JSON.parse(line.slice(kind.length + 1)) as Content);

/** Kills a process that hangs on one input. @returns a function that stops the watch */
function watch(child: Child): () => void {
  let seen = 0;
  const timer = setInterval(() => {
    if (child.lines.length === seen) child.process.kill('SIGKILL');
    seen = child.lines.length;
  }, HANG_TIMEOUT);
  return () => clearInterval(timer);
}

/** The command that reproduces a failure. */
const replay = (name: TargetName, input: string): string => `npm run reliability -- --replay ${name}:${input}`;

/** The folder in which fuzzChild.ts keeps failing inputs. */
const kept = fileURLToPath(new URL('../../.cache/fuzz/', import.meta.url));

/** Keeps an input that crashed its process, so that the next run takes it first. */
async function keep(name: TargetName, input: string): Promise<void> {
  await mkdir(kept, { recursive: true });
  await writeFile(join(kept, `${name}-${input.replace(':', '-')}`.replaceAll(/[^\w.-]/g, '_')), '');
}

describe('mutated and hostile inputs give a valid result or a typed error', () => {
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
      expect(report!.left).toBeLessThan(MAX_RETAINED);
      reportFigures(`fuzzed ${name}`, {
        seed: onlySeed ?? seed,
        inputs: report!.inputs,
        results: report!.results,
        'typed errors': Object.values(report!.errors).reduce((sum, count) => sum + count, 0),
        slowest: `${report!.slowest.toFixed(0)} ms`,
        memory: `${report!.memory.toFixed(0)} of ${targets[name].memory} MiB`,
        left: `${report!.left.toFixed(0)} of ${MAX_RETAINED} MiB`,
        codes: JSON.stringify(report!.errors),
      });
    },
    120_000 + inputs * 100,
  );
});
