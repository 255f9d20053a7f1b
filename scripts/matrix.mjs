// `npm run matrix`: the packed packages in every Node, compiler and browser that is promised, and on both lines of React.
// What follows -- goes on to vitest instead of the files:
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
