// `npm run matrix`: tests the packed packages on all supported versions of Node, TypeScript, React and in Firefox.
// Arguments after -- go to vitest instead of these files:
//   npm run matrix -- test/packages/matrix/node.nightly.test.ts
import { runProgram } from './runStep.mjs';
import { setUp } from './setup.mjs';

const given = process.argv.slice(2);
const files = given.length === 0 ? ['test/packages/matrix', 'test/packages/react18'] : given;

await setUp();
process.exitCode = await runProgram(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'packages', ...files],
  { FERKIT_TESTS: 'all' },
);
