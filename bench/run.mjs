// Is ferkit still as fast beside its peers as in the last run?
//   npm run bench [-- names of benches] [--fail] [--keep-history]
// Runs the quick set, or the benches that are named (each of a minute or many: see below), prints what each prints, and compares its ratios with the last run of
// bench/results on a machine of the same kind: a ratio that fell by more than a tenth is told, and with --fail the exit code is then 1.
// The new figures are added to bench/results and to docs/performance.md, unless --keep-history says to leave both as they are.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readResults, writePerformance } from './performance.mjs';
import { ratiosOf } from './recordResult.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Arguments with which a bench takes a minute or so. */
const quickSet = {
  inference: ['--rounds', '2'],
  wasmTraining: ['2'],
  loading: ['--rounds', '1'],
  csv: [process.env.FERKIT_FER2013, '1'].filter((argument) => argument !== undefined),
  webgpu: [],
  browser: ['--rounds', '1'],
};
/** Benches of many minutes, which run only when they are named. */
const longBenches = {
  page: [],
  photos: process.env.FERKIT_PHOTOS === undefined ? [] : [process.env.FERKIT_PHOTOS],
  scoring: [],
  training: [],
  video: [],
  workers: [],
};
const benches = { ...quickSet, ...longBenches };
/** A ratio that falls below this share of the last one has slipped. */
const SLIP = 0.9;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { fail: { type: 'boolean', default: false }, 'keep-history': { type: 'boolean', default: false } },
});

const names = positionals.length > 0 ? positionals : Object.keys(quickSet);
for (const name of names) {
  if (!(name in benches))
    throw new Error(`No bench "${name}" keeps figures. These do: ${Object.keys(benches).join(', ')}`);
}
const slips = names.flatMap((name) => runBench(name));
if (!values['keep-history']) await writePerformance();
console.log(
  slips.length === 0 ? 'No ratio slipped by more than 10 %.' : `Slipped by more than 10 %:\n  ${slips.join('\n  ')}`,
);
if (slips.length > 0 && values.fail) process.exitCode = 1;

/** @returns the ratios that slipped */
function runBench(name) {
  console.log(`> ${name}`);
  const folder = mkdtempSync(join(tmpdir(), 'ferkit-bench-'));
  const file = join(folder, 'result.json');
  const { status } = spawnSync(process.execPath, [join(root, `bench/${name}.mjs`), ...benches[name]], {
    stdio: 'inherit',
    env: { ...process.env, FERKIT_BENCH_RESULT: file },
  });
  const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  rmSync(folder, { recursive: true });
  if (result === undefined) {
    console.log(`  ${name}: no figures, it ended with status ${status}`);
    return [];
  }
  const history = readResults(name);
  const last = history.findLast(({ machine }) => machine === result.machine);
  if (!values['keep-history']) {
    writeFileSync(join(root, `bench/results/${name}.json`), `${JSON.stringify([...history, result], undefined, 2)}\n`);
  }
  return last === undefined ? [] : findSlips(name, last, result);
}

function findSlips(name, last, result) {
  return result.cells.flatMap((cell) => {
    const former = last.cells.find(({ what }) => what === cell.what);
    const ratios = Object.entries(former === undefined ? {} : ratiosOf(cell));
    return ratios
      .map(([peer, ratio]) => ({ peer, ratio, before: ratiosOf(former)[peer] }))
      .filter(({ ratio, before }) => before !== undefined && ratio < SLIP * before)
      .map(({ peer, ratio, before }) => `${name}, ${cell.what}, beside ${peer}: ${ratio}x, before ${before}x`);
  });
}
