// `npm start`: sets up what is missing and runs the main job, `ferkit demo`. Arguments after -- go to it:
// npm start -- --data fer2013.csv --epochs 3
import { setUp } from './setup.mjs';
import { runProgram } from './runStep.mjs';

await setUp();
process.exitCode = await runProgram(process.execPath, [
  'packages/core/bin/ferkit.js',
  'demo',
  ...process.argv.slice(2),
]);
