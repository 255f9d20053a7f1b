// `npm test`: sets up what is missing, then every check, the quick ones first. The last line is "N passed, N failed".
// What follows -- goes on to vitest: npm test -- test/core/metrics
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { findChromium } from './findChromium.mjs';
import { installReferences } from './installReferences.mjs';
import { prepareTensorFlow } from './prepareTensorFlow.mjs';
import { runProgram, runStep } from './runStep.mjs';
import { setUp } from './setup.mjs';

const RESULTS = '.cache/vitest.json';

const runNode = (title, script, ...args) => runStep(title, process.execPath, [`node_modules/${script}`, ...args]);

await setUp();
// The network is what these wait for, and the processor what the checks do.
const installations = Promise.all([installReferences(), prepareTensorFlow()]);
await Promise.all([
  runNode('Lint', 'eslint/bin/eslint.js', '.'),
  runNode('Check types', 'typescript/bin/tsc', '--noEmit').then(() =>
    runNode('Check formatting', 'prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  ),
]);
await installations;
process.exitCode = await runTests(process.argv.slice(2));

async function runTests(args) {
  const hasBrowserTests = readdirSync('test', { recursive: true }).some((path) => /\.browser\.test\.tsx?$/.test(path));
  const environment = hasBrowserTests ? { CHROMIUM_PATH: await chromiumOrExit() } : {};
  mkdirSync('.cache', { recursive: true });
  rmSync(RESULTS, { force: true });
  console.log('> Test');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${RESULTS}`];
  const code = await runProgram(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args],
    environment,
  );
  console.log(countResults());
  return code;
}

async function chromiumOrExit() {
  try {
    return await findChromium({ install: true });
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

/** The sum of all results. A file that broke before its first test counts as one failure. */
function countResults() {
  let results;
  try {
    results = JSON.parse(readFileSync(RESULTS, 'utf8'));
  } catch {
    return '0 passed, 1 failed';
  }
  const { numPassedTests: passed, numFailedTests, numPendingTests = 0, numTodoTests = 0, testResults } = results;
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const skipped = numPendingTests + numTodoTests;
  return `${passed} passed, ${numFailedTests + broken.length} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
