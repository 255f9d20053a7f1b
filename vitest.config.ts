import { storybookTest } from '@storybook/addon-vitest/vitest-plugin';
import { playwright } from '@vitest/browser-playwright';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { chromiumArguments } from './scripts/chromiumArguments.mjs';
import { cameraFile } from './scripts/cameraFile.mjs';
import { findChromium } from './scripts/findChromium.mjs';
import { hasTensorFlow, tensorFlowModules } from './scripts/prepareTensorFlow.mjs';
import { browserAliases, nodeAliases, reactAliases } from './scripts/sourceAliases.mjs';
import { forceColors, takeForeignRequests } from './test/browser/support/storyCommands.mjs';

/** A camera that shows a film, and that nobody is asked about. */
const cameraArguments = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-video-capture=${cameraFile}`,
];

// Only the tests in a browser need one, so that others run without.
const chromium = await findChromium().catch(() => undefined);

// Made anew for each project, because vitest writes the project's name into the instances.
const createBrowser = () => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({
    launchOptions: {
      args: [...chromiumArguments, ...cameraArguments],
      ...(chromium === undefined ? {} : { executablePath: chromium }),
    },
  }),
  instances: [{ browser: 'chromium' as const }],
});

/** Where the processes and threads that a test starts leave what they have reached; scripts/coverage.mjs reads it. */
const childCoverage = process.env.FERKIT_COVERAGE;

/** Whether what `npm run test:all` adds to `npm test` is run as well: *.nightly.test.ts, and all tensor code on TensorFlow. */
const isWhole = process.env.FERKIT_TESTS === 'all';
const nightly = isWhole ? [] : ['**/*.nightly.test.ts'];

/** Files that start other programs take longest. Begun last, they would leave a core idle at the end. */
const slow = /\/test\/(packages|reliability|fuzz|core\/(cli\/ferkit|exchange\/keras|native\/native|training\/workers))/;

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isFast = ({ moduleId }: TestSpecification): number => Number(!slow.test(moduleId));
    return (await super.sort(files)).sort((a, b) => isFast(a) - isFast(b));
  }
}

const cores = availableParallelism();
/** Stories train and classify in a time that a visitor waits: beside them run the shorter tests, on the other cores. */
const besideStories = { maxWorkers: Math.max(1, cores - 1), sequence: { groupOrder: 1 } };

/** What no other engine has. */
const tensorFlowOnly = 'test/core/{graphs,tfjs}/tensorflow/**/*.test.ts';
/** What shows that TensorFlow gives what the other engines give. */
const tensorFlowParity = 'test/core/{faces/createFaceDetector,inference/classify,training/train}.test.ts';

const tensorFlowProject = {
  resolve: { alias: nodeAliases },
  test: {
    name: 'tensorflow',
    environment: 'node',
    ...besideStories,
    include: isWhole
      ? [
          'test/core/{batches,evaluation,faces,inference,models,training}/**/*.test.ts',
          'test/core/leaks.test.ts',
          tensorFlowOnly,
        ]
      : [tensorFlowParity, tensorFlowOnly],
    env: { FERKIT_TEST_BACKEND: 'tensorflow', NODE_PATH: tensorFlowModules },
    setupFiles: ['test/core/support/usePreparedTensorFlow.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
};

/** The kernels of engines with relaxed SIMD, in a Node that has it behind a flag; later ones have no others. */
const relaxedSimdProject = {
  resolve: { alias: nodeAliases },
  test: {
    name: 'relaxed SIMD',
    environment: 'node',
    ...besideStories,
    include: ['test/core/kernels/wasm/**/*.test.ts'],
    setupFiles: ['test/core/support/useRelaxedSimd.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
};

export default defineConfig({
  test: {
    // vitest leaves one core free, which on a machine of two is half of it.
    maxWorkers: cores,
    sequence: { sequencer: SlowFirst },
    // As long as a busy machine may take; what comes at once is not waited for.
    expect: { poll: { timeout: 20_000 } },
    // `npm run coverage`: what the tests in Node reach of core. Its halves for browsers run in Chromium only.
    coverage: {
      provider: 'v8',
      include: ['packages/core/src/**/*.ts'],
      exclude: ['**/*.generated.ts', '**/*.browser.ts', '**/platform/browser/**'],
      reportsDirectory: '.cache/coverage',
      reporter: ['html', 'json'],
    },
    projects: [
      {
        resolve: { alias: { ...nodeAliases, ...reactAliases } },
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.browser.test.ts', 'test/packages/**', tensorFlowOnly, ...nightly],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          ...(childCoverage === undefined ? {} : { env: { NODE_V8_COVERAGE: childCoverage } }),
        },
      },
      // What works on tensors, once more on TensorFlow itself, where scripts/prepareTensorFlow.mjs could install it.
      ...(hasTensorFlow() ? [tensorFlowProject] : []),
      ...(process.versions.node.startsWith('20.') ? [relaxedSimdProject] : []),
      {
        // Packs what `npm run build` made, and uses it as users do. The sources are for what the tests prepare and compare with.
        resolve: { alias: nodeAliases },
        test: {
          name: 'packages',
          environment: 'node',
          include: ['test/packages/**/*.test.ts'],
          exclude: nightly,
          globalSetup: ['test/packages/support/provideConsumers.ts'],
          testTimeout: 180_000,
          // Some install a project first.
          hookTimeout: 180_000,
        },
      },
      {
        resolve: { alias: { ...browserAliases, ...reactAliases } },
        // Found while the tests run, they would reload the page under them.
        optimizeDeps: {
          include: [
            '@noble/hashes/sha2',
            '@noble/hashes/utils',
            '@tensorflow/tfjs',
            '@tensorflow/tfjs-backend-wasm',
            '@tensorflow/tfjs-backend-webgpu',
            '@testing-library/jest-dom/vitest',
            '@testing-library/react',
            '@testing-library/user-event',
            'fflate',
            'h5wasm',
            'react',
            'react/jsx-dev-runtime',
          ],
        },
        test: {
          name: 'browser',
          include: ['test/browser/**/*.browser.test.{ts,tsx}'],
          globalSetup: ['test/browser/support/writeCameraFile.ts'],
          setupFiles: ['test/browser/support/setUp.ts'],
          // WebGPU drawn by a busy processor takes its time.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // One page at a time, since the processor draws for the GPU. What is to take its place, the project's own option, would have
          // these tests wait until all others have ended.
          // eslint-disable-next-line @typescript-eslint/no-deprecated
          browser: { ...createBrowser(), fileParallelism: false },
        },
      },
      {
        resolve: { alias: { ...nodeAliases, ...reactAliases } },
        test: {
          name: 'react',
          ...besideStories,
          // Some load a model and run it.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          environment: 'jsdom',
          include: ['test/react/**/*.test.tsx'],
          setupFiles: ['test/react/support/setUp.ts'],
        },
      },
      {
        // Each story is a test: that it renders, that what it plays holds, that axe finds nothing, and that it asks no other host.
        plugins: [storybookTest({ configDir: fileURLToPath(new URL('stories/.storybook', import.meta.url)) })],
        test: {
          name: 'storybook',
          ...besideStories,
          setupFiles: [fileURLToPath(new URL('test/browser/support/setUpStories.ts', import.meta.url))],
          // Live stories load a model and run it.
          testTimeout: 180_000,
          hookTimeout: 60_000,
          browser: { ...createBrowser(), commands: { forceColors, takeForeignRequests } },
        },
      },
    ],
  },
});
