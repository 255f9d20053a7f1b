// `npm run reliability`: the tests of test/reliability in their long mode, which prints its figures.
//   npm run reliability -- --kills 200 --classifications 100000 --seed 1
// What follows a second -- goes on to vitest: npm run reliability -- --kills 200 -- test/reliability/crash.test.ts
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runProgram } from './runStep.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '200' },
    classifications: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
  },
});

mkdirSync('.cache', { recursive: true });
const files = positionals.length === 0 ? ['test/reliability'] : positionals;
process.exitCode = await runProgram(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...files], {
  FERKIT_KILLS: values.kills,
  FERKIT_CLASSIFICATIONS: values.classifications,
  FERKIT_SEED: values.seed,
});
