import { afterEach, describe, expect, test } from 'vitest';
import { openTestPage, type TestPage } from './support/openTestPage';
import { isLong } from './support/report';

let opened: TestPage | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

/** Timeout in milliseconds: SwiftShader compiles shaders slowly on a busy processor. */
const patience = 300_000;

/** Kills Chromium's GPU process, as a driver crash does. */
async function killGpuProcess({ browser }: TestPage): Promise<void> {
  const debug = await browser.newBrowserCDPSession();
  const { processInfo } = await debug.send('SystemInfo.getProcessInfo');
  const gpu = processInfo.find(({ type }) => type === 'GPU');
  if (gpu === undefined) throw new Error(`Chromium has no process for the GPU: ${JSON.stringify(processInfo)}`);
  process.kill(gpu.id, 'SIGKILL');
}

// `npm test` tests the loss of a WebGPU device by GPUDevice.destroy: test/browser/lostDevice.browser.test.ts
describe.each(isLong ? (['webgl', 'webgpu'] as const) : (['webgl'] as const))(
  'when the GPU process is killed under %s',
  (backend) => {
    test(
      'the pending call rejects with a typed error, and the page recovers',
      async () => {
        opened = await openTestPage();
        const { page, complaints } = opened;
        expect(await page.evaluate((name) => window.ferkitTest.create(name), backend)).toMatchObject({ backend });
        const before = await page.evaluate(() => window.ferkitTest.classify());
        expect(before.labels).toHaveLength(1);
        const failing = page.evaluate(() => window.ferkitTest.classifyUntilFailure());
        await killGpuProcess(opened);
        expect(await failing).toEqual({ code: 'BACKEND_LOST' });
        // The browser takes a moment to start a new process; until then, creating this backend fails, or its context is lost again.
        const early = ['BACKEND_UNAVAILABLE', 'BACKEND_LOST'];
        const again = await page.evaluate(
          async ([name, early]) => {
            let outcome = await window.ferkitTest.create(name);
            for (let tries = 0; early.includes(outcome.code ?? '') && tries < 20; tries++) {
              await new Promise((resolve) => setTimeout(resolve, 500));
              outcome = await window.ferkitTest.create(name);
            }
            return outcome;
          },
          [backend, early] as const,
        );
        expect(again).toMatchObject({ backend });
        expect(await page.evaluate(() => window.ferkitTest.classify())).toEqual(before);
        expect(complaints).toEqual([]);
      },
      patience,
    );
  },
);

test(
  'WebGPU without an adapter is refused, or falls back if a list of backends allows it',
  async () => {
    opened = await openTestPage({ withGpu: false });
    const { page } = opened;
    expect(await page.evaluate(() => window.ferkitTest.create('webgpu'))).toEqual({ code: 'BACKEND_UNAVAILABLE' });
    expect(await page.evaluate(() => window.ferkitTest.create(['webgpu', 'wasm']))).toMatchObject({
      backend: 'wasm',
      refused: [{ name: 'webgpu', reason: expect.stringContaining('no adapter') as string }],
    });
    expect((await page.evaluate(() => window.ferkitTest.classify())).labels).toHaveLength(1);
  },
  patience,
);

test(
  'a GPU with wrong gradients is refused, or skipped if a list of backends allows it',
  async () => {
    opened = await openTestPage();
    const { page } = opened;
    await page.evaluate(() => window.ferkitTest.breakGradient('webgl'));
    expect(await page.evaluate(() => window.ferkitTest.create('webgl'))).toEqual({ code: 'BACKEND_UNSOUND' });
    expect(await page.evaluate(() => window.ferkitTest.create(['webgl', 'wasm']))).toMatchObject({
      backend: 'wasm',
      refused: [{ name: 'webgl', reason: expect.stringContaining('gradient of the convolution filter') as string }],
    });
    expect((await page.evaluate(() => window.ferkitTest.classify())).labels).toHaveLength(1);
  },
  patience,
);
