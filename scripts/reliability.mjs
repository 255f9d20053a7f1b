// `npm run reliability`: the tests of test/fuzz and test/reliability in their long mode, which prints its figures.
//   npm run reliability -- --inputs 100000 --kills 200 --classifications 100000 --frames 1000 --seed 1
//   npm run reliability -- --replay csv:1:42        one input of the fuzzer once more: its target, seed and number
// What follows a second -- goes on to vitest: npm run reliability -- --kills 200 -- test/reliability/crash.test.ts
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runProgram } from './runStep.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    inputs: { type: 'string', default: '100000' },
    replay: { type: 'string' },
    kills: { type: 'string', default: '200' },
    classifications: { type: 'string', default: '100000' },
    frames: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
  },
});

mkdirSync('.cache', { recursive: true });
const all = values.replay === undefined ? ['test/fuzz', 'test/reliability'] : ['test/fuzz'];
const files = positionals.length === 0 ? all : positionals;
process.exitCode = await runProgram(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...files], {
  FERKIT_INPUTS: values.inputs,
  ...(values.replay === undefined ? {} : { FERKIT_REPLAY: values.replay }),
  FERKIT_KILLS: values.kills,
  FERKIT_CLASSIFICATIONS: values.classifications,
  FERKIT_FRAMES: values.frames,
  FERKIT_SEED: values.seed,
});
