// `npm test`: sets up what is missing, then every check that a change has to pass. The last line is "N passed, N failed".
// Arguments after -- go to vitest, and only these tests run: npm test -- test/core/metrics
import { addCounts, finish, installForTests, runStaticChecks, runTests } from './runChecks.mjs';
import { setUp } from './setup.mjs';

const given = process.argv.slice(2);

await setUp();
if (given.length > 0) {
  console.log('> Without lint, types, formatting and the like, which `npm test` alone checks');
  await installForTests();
  finish(await runTests('Test', given));
} else {
  // In parallel: installations wait for the network, checks for the processor.
  const checked = runStaticChecks();
  await installForTests();
  const tested = await runTests('Test', []);
  finish(addCounts([tested, await checked]));
}
