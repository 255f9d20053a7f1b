// `npm run mutation`: changes the sources in small ways, one at a time, and runs the tests, which have to notice.
// The whole takes an hour of one core. What stands in .cache/mutation is not tried anew where neither the code nor its tests
// changed, so that it can be done in parts, and after a change in little time:
//   npm run mutation -- --mutate 'packages/core/src/metrics/*.ts'
const core = 'packages/core/src';

export default {
  mutate: [
    `${core}/metrics/*.ts`,
    `${core}/datasets/{csv,derive,ferPlus,npy}/*.ts`,
    `${core}/datasets/{AugmentOptions,augmentImage,warpImage}.ts`,
    `${core}/training/{learningRateAt,resolveRecipe,safetensors}.ts`,
    `${core}/training/{batches,optimizers}/*.ts`,
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner', './test/mutation/ignoreMessages.mjs'],
  ignorers: ['messages'],
  coverageAnalysis: 'perTest',
  // What is computed once, when a file is loaded, would take a new process for each mutant.
  ignoreStatic: true,
  concurrency: 1,
  // A busy machine must not pass for a mutant that hangs: those are told by how often they come past.
  timeoutMS: 60_000,
  dryRunTimeoutMinutes: 30,
  // Vitest does not look at types.
  disableTypeChecks: false,
  incremental: true,
  incrementalFile: '.cache/mutation/incremental.json',
  tempDirName: '.cache/stryker',
  ignorePatterns: ['/.cache', 'dist', '/bench', '/docs', '/examples', '/stories', '/packages/react', '/runs'],
  reporters: ['clear-text', 'progress', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: '.cache/mutation/report.html' },
  jsonReporter: { fileName: '.cache/mutation/report.json' },
  thresholds: { high: 90, low: 75, break: 75 },
};
