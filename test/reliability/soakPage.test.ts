import { afterEach, describe, expect, test } from 'vitest';
import { openTestPage, type TestPage } from './support/openTestPage';
import { amountOf, isLong, reportFigures } from './support/report';
import { watchCamera } from './support/watchCamera';

const frames = amountOf('FERKIT_FRAMES', 6);
/** Frames for each mount: 50, or fewer so that there are at least three mounts. */
const framesAtOnce = Math.min(50, Math.ceil(frames / 3));
const mounts = Math.ceil(frames / framesAtOnce);
const patience = 300_000 + frames * 5_000;

/** Maximum growth of the heap from the first to the second half of the mounts, in bytes: code compiled meanwhile. */
const HEAP_BOUND = 1024 * 1024;
/** Maximum growth of array buffers and WebAssembly memory, in bytes. */
const BUFFER_BOUND = 1024 * 1024;

let opened: TestPage | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

/** Memory and resources of a page after garbage collection. */
async function measure({ page, debug }: TestPage) {
  // Finalizers of earlier rounds release more.
  for (let round = 0; round < 3; round++) {
    await debug.send('HeapProfiler.collectGarbage');
    await page.waitForTimeout(100);
  }
  const { usedSize, ...heap } = await debug.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await debug.send('Memory.getDOMCounters');
  const { backingStorageSize = 0 } = heap as { readonly backingStorageSize?: number };
  return {
    ...(await page.evaluate(() => window.ferkitTest.held())),
    usedSize,
    backingStorageSize,
    nodes,
    jsEventListeners,
  };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

describe.each([
  ['on the page', false],
  ['in a worker', true],
])('frames of a camera that are classified %s', (where, inWorker) => {
  test(
    'leak nothing over repeated mounts',
    async () => {
      opened = await openTestPage();
      const { page, complaints } = opened;
      const held: Awaited<ReturnType<typeof measure>>[] = [];
      // The first mount fills caches and is not counted.
      for (let mount = 0; mount <= mounts; mount++) {
        await watchCamera(page, framesAtOnce, inWorker);
        await page.evaluate(() => window.ferkitTest.forgetStreams());
        if (mount > 0) held.push(await measure(opened));
      }
      const [first, last] = [held[0]!, held.at(-1)!];
      expect(last.frames).toBeGreaterThanOrEqual(frames);
      for (const field of ['tracks', 'workers', 'numTensors', 'numDataBuffers', 'nodes', 'jsEventListeners'] as const) {
        expect({ field, values: [...new Set(held.map((mount) => mount[field]))] }).toEqual({
          field,
          values: [first[field]],
        });
      }
      expect([last.tracks, last.workers]).toEqual([0, 0]);
      expect([last.errors, complaints]).toEqual([[], []]);
      const half = Math.floor(held.length / 2);
      const growth = (field: 'usedSize' | 'backingStorageSize'): number =>
        median(held.slice(half).map((mount) => mount[field])) -
        median(held.slice(0, half).map((mount) => mount[field]));
      expect(growth('usedSize')).toBeLessThan(HEAP_BOUND);
      expect(growth('backingStorageSize')).toBeLessThan(BUFFER_BOUND);
      const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(0)} kB`;
      reportFigures(`frames classified ${where}`, {
        frames: last.frames,
        mounts: mounts + 1,
        'heap at the end': kilobytes(last.usedSize),
        'growth of the heap': kilobytes(growth('usedSize')),
        'of buffers': kilobytes(growth('backingStorageSize')),
        tensors: last.numTensors,
        listeners: last.jsEventListeners,
        nodes: last.nodes,
      });
    },
    patience,
  );
});

if (isLong) {
  test(
    'classifiers that come and go on WebGPU leave no buffer of the GPU',
    async () => {
      opened = await openTestPage();
      const { page } = opened;
      const rounds = 8;
      const live: number[] = [];
      for (let round = 0; round < rounds; round++) {
        expect(await page.evaluate(() => window.ferkitTest.create('webgpu'))).toMatchObject({ backend: 'webgpu' });
        for (let k = 0; k < 4; k++) await page.evaluate(() => window.ferkitTest.classify());
        live.push((await page.evaluate(() => window.ferkitTest.held())).gpuBuffers);
      }
      // tfjs pools buffers for reuse; the first rounds fill the pool.
      expect(live[1]).toBeGreaterThan(0);
      expect([...new Set(live.slice(1))]).toEqual([live[1]]);
      reportFigures('classifiers on WebGPU', { made: rounds, classified: rounds * 4, buffers: live[1] });
    },
    patience,
  );
}
