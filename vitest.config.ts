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

/** A fake camera that shows a film, with permission granted. */
const cameraArguments = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-video-capture=${cameraFile}`,
];

// Tests in Node run without a browser.
const chromium = await findChromium().catch(() => undefined);

// A new object for each project, because vitest writes the project's name into the instances.
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

/** Folder for the V8 coverage of processes and threads that tests start; scripts/coverage.mjs reads it. */
const childCoverage = process.env.FERKIT_COVERAGE;

/** True under `npm run test:all`, which adds *.nightly.test.ts and all tensor code on TensorFlow. */
const isWhole = process.env.FERKIT_TESTS === 'all';
const nightly = isWhole ? [] : ['**/*.nightly.test.ts'];

/** Slow files, mostly because they start other programs. They run first: run last, they would leave a core idle at the end. */
const slow = /\/test\/(packages|reliability|fuzz|core\/(cli\/ferkit|exchange\/keras|native\/native|training\/workers))/;

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isFast = ({ moduleId }: TestSpecification): number => Number(!slow.test(moduleId));
    return (await super.sort(files)).sort((a, b) => isFast(a) - isFast(b));
  }
}

const cores = availableParallelism();
/** Stories have timeouts, so one core is reserved for them while shorter tests run in parallel. */
const besideStories = { maxWorkers: Math.max(1, cores - 1), sequence: { groupOrder: 1 } };

/** Tests of features that only TensorFlow has. */
const tensorFlowOnly = 'test/core/{graphs,tfjs}/tensorflow/**/*.test.ts';
/** Tests that show that TensorFlow gives the results of the other backends. */
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

/** Kernels with relaxed SIMD in Node 20, which has it behind a flag. Later versions always use them. */
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
    // By default vitest leaves one core free, half of a machine with two.
    maxWorkers: cores,
    sequence: { sequencer: SlowFirst },
    // A maximum for busy machines: polls end as soon as they pass.
    expect: { poll: { timeout: 20_000 } },
    // `npm run coverage`: coverage of core by tests in Node. Browser variants run in Chromium only.
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
      // Tests with tensors run again on TensorFlow, if scripts/prepareTensorFlow.mjs could install it.
      ...(hasTensorFlow() ? [tensorFlowProject] : []),
      ...(process.versions.node.startsWith('20.') ? [relaxedSimdProject] : []),
      {
        // Tests the packed packages as users install them. The aliases of the sources are for fixtures and references.
        resolve: { alias: nodeAliases },
        test: {
          name: 'packages',
          environment: 'node',
          include: ['test/packages/**/*.test.ts'],
          exclude: nightly,
          globalSetup: ['test/packages/support/provideConsumers.ts'],
          testTimeout: 180_000,
          // Some tests install a project first.
          hookTimeout: 180_000,
        },
      },
      {
        resolve: { alias: { ...browserAliases, ...reactAliases } },
        // Dependencies that Vite discovers during the tests would reload the page.
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
          globalSetup: ['test/browser/support/writeCameraFile.ts', 'test/browser/support/writeGuidePrograms.ts'],
          setupFiles: ['test/browser/support/setUp.ts'],
          // WebGPU on SwiftShader is slow on a busy machine.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // One page at a time, since the processor computes for the GPU. The option that replaces this deprecated one would delay
          // these tests until all others have ended.
          // eslint-disable-next-line @typescript-eslint/no-deprecated
          browser: { ...createBrowser(), fileParallelism: false },
        },
      },
      {
        resolve: { alias: { ...nodeAliases, ...reactAliases } },
        test: {
          name: 'react',
          ...besideStories,
          // Some tests load and run a model.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          environment: 'jsdom',
          include: ['test/react/**/*.test.tsx'],
          setupFiles: ['test/react/support/setUp.ts'],
        },
      },
      {
        // Each story is a test: it renders, its play function passes, axe finds nothing, and no request goes to another host.
        plugins: [storybookTest({ configDir: fileURLToPath(new URL('stories/.storybook', import.meta.url)) })],
        test: {
          name: 'storybook',
          ...besideStories,
          setupFiles: [fileURLToPath(new URL('test/browser/support/setUpStories.ts', import.meta.url))],
          // Live stories load and run a model.
          testTimeout: 180_000,
          hookTimeout: 60_000,
          browser: { ...createBrowser(), commands: { forceColors, takeForeignRequests } },
        },
      },
    ],
  },
});
