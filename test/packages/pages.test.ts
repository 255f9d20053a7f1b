import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openPage } from './support/openPage';
import {
  type Everything,
  everythingProgram,
  isolation,
  layPage,
  scriptDocument,
  strictPolicy,
} from './support/pageWithoutBundler';

let folder: string;
beforeAll(async () => {
  folder = await layPage(inject('application'), {
    'index.html': scriptDocument(),
    'page.js': everythingProgram('./ferkit/ferkit.js'),
  });
});
afterAll(() => rm(folder, { recursive: true }));

test('a page without a bundler, isolated and under a strict policy, classifies and trains, also in workers of ferkit', async () => {
  const { result, complaints, foreign } = await openPage(folder, { headers: { ...strictPolicy, ...isolation } });
  if (typeof result === 'string') throw new Error(`The page failed: ${result}`);
  const { found, device, losses, isolated } = result as Everything;
  expect(isolated).toBe(true);
  expect(device).toBe('WebAssembly, relaxed SIMD, 1 thread');
  // The drawn face of the picture, and the cropped one.
  expect(found[0]).toHaveLength(2);
  expect(found[0]![0]!.label).toBe('happy');
  expect(found[1]).toEqual(found[0]);
  const [page, worker] = losses;
  expect(page).toHaveLength(2);
  expect(page!.every((loss) => loss > 0 && loss < 10)).toBe(true);
  expect(worker).toEqual(page);
  expect(complaints).toEqual([]);
  expect(foreign).toEqual([]);
});
