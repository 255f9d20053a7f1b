// `npm run mutation`: mutation testing of the sources below. A full run takes an hour on one core. Runs are incremental: results
// in .cache/mutation are reused for unchanged code and tests. To test some files only:
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
  // Mutants in code that runs at import would need a new process each.
  ignoreStatic: true,
  concurrency: 1,
  // High, so that a busy machine does not count as a hanging mutant: Stryker also detects infinite loops by their hit count.
  timeoutMS: 60_000,
  dryRunTimeoutMinutes: 30,
  // Vitest ignores types.
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
