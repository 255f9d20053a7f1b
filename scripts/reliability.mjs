// `npm run reliability`: the tests of test/fuzz and test/reliability in long mode. They print their figures.
//   npm run reliability -- --inputs 100000 --kills 200 --classifications 100000 --frames 1000 --seed 1
//   npm run reliability -- --replay csv:1:42        replays one fuzz input: target, seed, number
// Arguments after a second -- go to vitest: npm run reliability -- --kills 200 -- test/reliability/crash.test.ts
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runProgram } from './runStep.mjs';

const options = {
  inputs: { type: 'string', default: '100000' },
  replay: { type: 'string' },
  kills: { type: 'string', default: '200' },
  classifications: { type: 'string', default: '100000' },
  frames: { type: 'string', default: '1000' },
  seed: { type: 'string', default: '1' },
};

/** Environment variables of the long mode, from arguments. */
export function longMode(args = []) {
  const { inputs, replay, kills, classifications, frames, seed } = parseArgs({
    args,
    allowPositionals: true,
    options,
  }).values;
  return {
    FERKIT_INPUTS: inputs,
    ...(replay === undefined ? {} : { FERKIT_REPLAY: replay }),
    FERKIT_KILLS: kills,
    FERKIT_CLASSIFICATIONS: classifications,
    FERKIT_FRAMES: frames,
    FERKIT_SEED: seed,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const given = process.argv.slice(2);
  const environment = longMode(given);
  const { positionals } = parseArgs({ args: given, allowPositionals: true, options });
  const all = 'FERKIT_REPLAY' in environment ? ['test/fuzz'] : ['test/fuzz', 'test/reliability'];
  const files = positionals.length === 0 ? all : positionals;
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...files];
  process.exitCode = await runProgram(process.execPath, vitest, environment);
}
