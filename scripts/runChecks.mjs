// The checks of scripts/test.mjs and scripts/testAll.mjs. Each returns the numbers of passed, failed and skipped tests.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { setPriority } from 'node:os';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { COUNTS } from './countTests.mjs';
import { findChromium } from './findChromium.mjs';
import { installConsumers } from './installConsumers.mjs';
import { installReferences } from './installReferences.mjs';
import { prepareTensorFlow } from './prepareTensorFlow.mjs';
import { runProgram } from './runStep.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Static checks. Rows run in parallel, the checks of a row in sequence. */
const STATIC_CHECKS = [
  [['Lint', 'node_modules/eslint/bin/eslint.js', '.']],
  [
    ['Check types', 'node_modules/typescript/bin/tsc', '--noEmit'],
    ['Check formatting', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
    ['Check the public API', 'scripts/apiReport.mjs', '--check'],
    ['Look for unused code', 'node_modules/knip/bin/knip.js', '--no-progress'],
    ['Check links', 'scripts/checkLinks.mjs'],
  ],
];

/** Runs all static checks, with lower priority than tests, which have timeouts. */
export async function runStaticChecks() {
  const rows = STATIC_CHECKS.map(async (row) => {
    const counts = [];
    for (const [title, script, ...args] of row) {
      if (existsSync(script)) counts.push(await runCheck(title, process.execPath, [script, ...args], { priority: 5 }));
    }
    return addCounts(counts);
  });
  return addCounts(await Promise.all(rows));
}

/** Runs a program as one check: it passes with exit code 0. Prints its output at its end. */
export async function runCheck(title, command, args, { priority = 0, folder = root } = {}) {
  const began = performance.now();
  const { code, output } = await runQuietly(command, args, priority, folder);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const outcome = code === 0 ? '' : ` failed with exit code ${code}`;
  console.log(`> ${title}: ${seconds} s${outcome}\n${output}`.trimEnd());
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

function runQuietly(command, args, priority, folder) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      // On Windows npm is a batch file, which needs a shell.
      shell: process.platform === 'win32' && command === 'npm',
    });
    if (child.pid !== undefined && priority !== 0) setPriority(child.pid, priority);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Installs everything that tests need beyond the repository's packages, which must be built. */
export async function installForTests() {
  const [chromium, consumers] = await Promise.all([
    findChromium({ install: true }).catch((error) => {
      console.error(error.message);
      process.exit(1);
    }),
    installConsumers(),
    installReferences(),
    prepareTensorFlow(),
  ]);
  process.env.CHROMIUM_PATH = chromium;
  process.env.FERKIT_CONSUMERS = JSON.stringify(consumers);
}

/** Runs vitest, optionally by another Node. */
export async function runTests(title, args, { environment = {}, node = process.execPath } = {}) {
  console.log(`> ${title}`);
  rmSync(COUNTS, { force: true });
  const reporters = ['--reporter=default', '--reporter=./scripts/countTests.mjs'];
  const code = await runProgram(node, ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args], environment);
  const { passed, failed, skipped } = existsSync(COUNTS)
    ? JSON.parse(readFileSync(COUNTS, 'utf8'))
    : { passed: 0, failed: 0, skipped: 0 };
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed, skipped };
}

export const addCounts = (all) =>
  all.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );

/** Prints the counts as the last line, and sets the exit code. */
export function finish({ passed, failed, skipped }) {
  process.exitCode = failed === 0 ? 0 : 1;
  console.log(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`);
}
