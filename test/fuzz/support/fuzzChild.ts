// Fuzzes one target; fuzz.test.ts starts one process for each. Runs valid inputs, hostile cases, then mutated inputs.
//   fuzzChild.mjs <target> <seed> <number of mutated inputs> <memory bound in MiB> [<the only input to run>]
import { mkdirSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createRandom, type Random } from '@ferkit/core/datasets';
import { collectGarbage } from '../../core/support/collectGarbage';
import { targets, type TargetName } from '../targets/targets';
import type { FuzzTarget } from './FuzzTarget';
import type { FuzzFailure, FuzzReport } from './FuzzReport';
import { judgeInput, type Verdict } from './judgeInput';

/** The run stops after this many failures: more would add little. */
const MAX_FAILURES = 12;

const [name, seed, inputs, memoryBound, only] = process.argv.slice(2) as [TargetName, string, string, string, string?];

/** The folder of failing and replayed inputs, in files named `<target>-<seed>-<input>`. */
const kept = resolve('.cache/fuzz');
const keptPath = (ofSeed: number, label: string): string =>
  join(kept, `${name}-${ofSeed}-${label}`.replaceAll(/[^\w.-]/g, '_'));

/** Seeds and numbers of mutated inputs that failed in earlier runs. */
function listFailed(): readonly { readonly ofSeed: number; readonly number: number }[] {
  const pattern = new RegExp(`^${name.replaceAll('.', '\\.')}-(\\d+)-(\\d+)$`);
  mkdirSync(kept, { recursive: true });
  return readdirSync(kept).flatMap((file) => {
    const [, ofSeed, number] = pattern.exec(file) ?? [];
    return number === undefined ? [] : [{ ofSeed: Number(ofSeed), number: Number(number) }];
  });
}

const print = (line: string): void => void writeSync(1, `${line}\n`);
const peak = (): number => process.resourceUsage().maxRSS / 1024;

async function heldOnceCollected(): Promise<number> {
  await collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1024 ** 2;
}

/** A random generator for each input, so that one input can be reproduced alone. */
const randomOf = (number: number, ofSeed = Number(seed)): Random => createRandom(ofSeed, number, ...Buffer.from(name));

async function countTensorsOf(): Promise<(() => number) | undefined> {
  if (['csv', 'gzip', 'npy', 'images', 'fer-plus'].includes(name)) return undefined;
  const tf = await import('@tensorflow/tfjs');
  return () => tf.memory().numTensors;
}

async function fuzz(): Promise<void> {
  const open = await targets[name].open();
  // The name decides both the target and its inputs, so their types match.
  const target = (await open()) as FuzzTarget<unknown>;
  const countTensors = await countTensorsOf();
  const errors: Record<string, number> = {};
  let failures = 0;
  let results = 0;
  let slowest = 0;
  let base = 0;

  const judge = async (
    input: unknown,
    label: string,
    { expected, ofSeed = Number(seed) }: { readonly expected?: string; readonly ofSeed?: number } = {},
  ): Promise<Verdict> => {
    // Printed before the run, so that fuzz.test.ts knows the input of a process that hangs.
    print(`input ${ofSeed}:${label}`);
    const verdict = await judgeInput(target, input, countTensors);
    const surprise =
      expected === undefined || expected === verdict.outcome
        ? undefined
        : `expected ${expected}, came ${verdict.outcome}`;
    const memory =
      base > 0 && peak() - base > Number(memoryBound) ? `it took ${(peak() - base).toFixed(0)} MiB` : undefined;
    const reason = verdict.broken ?? surprise ?? memory;
    if (reason !== undefined) {
      failures++;
      print(`failure ${JSON.stringify({ seed: ofSeed, input: label, reason } satisfies FuzzFailure)}`);
      mkdirSync(kept, { recursive: true });
      writeFileSync(keptPath(ofSeed, label), target.toBytes(input));
      // The peak never falls: later inputs are measured from the new one.
      if (memory !== undefined) base = peak();
    }
    if (only !== undefined) {
      const path = keptPath(ofSeed, label);
      mkdirSync(kept, { recursive: true });
      writeFileSync(path, target.toBytes(input));
      print(
        `replayed ${name}:${seed}:${label}, ${path}: ${reason ?? verdict.outcome}, ${verdict.milliseconds.toFixed(0)} ms`,
      );
    }
    return verdict;
  };
  const count = ({ outcome, milliseconds, broken }: Verdict): void => {
    slowest = Math.max(slowest, milliseconds);
    if (broken !== undefined) return;
    if (outcome === 'result') results++;
    else errors[outcome] = (errors[outcome] ?? 0) + 1;
  };

  // Two rounds: the first compiles code and fills caches.
  for (const round of [1, 2]) {
    for (const [index, input] of target.seeds.entries()) {
      if (only === undefined) await judge(input, `good${index}.${round}`, { expected: 'result' });
      else await target.run(input).catch(() => undefined);
    }
  }
  const heldAtFirst = await heldOnceCollected();
  base = peak();
  for (const { name: label, expected, create } of target.hostile) {
    if (only === undefined || only === label) count(await judge(await create(), label, { expected }));
  }
  for (const { ofSeed, number } of only === undefined ? listFailed() : []) {
    rmSync(keptPath(ofSeed, String(number)));
    count(await judge(target.mutate(randomOf(number, ofSeed)), String(number), { ofSeed }));
  }
  // NaN for the name of a hostile case: then no mutated input runs.
  const first = only === undefined ? 0 : Number(only);
  const end = only === undefined ? Number(inputs) : first + 1;
  let number = first;
  for (; number < end && failures < MAX_FAILURES; number++) {
    count(await judge(target.mutate(randomOf(number)), String(number)));
  }
  const left = (await heldOnceCollected()) - heldAtFirst;
  await target.close?.();
  const report: FuzzReport = {
    inputs: target.hostile.length + number,
    results,
    errors,
    slowest,
    memory: peak() - base,
    left,
  };
  print(`report ${JSON.stringify(report)}`);
}

try {
  await fuzz();
} catch (error) {
  // judgeInput.ts listens for uncaught exceptions, so that one here would end the process as if all inputs had run.
  console.error(error);
  process.exit(1);
}
