import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
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
  const { result, complaints, foreign } = await openPage(folder, {
    headers: { ...strictPolicy, ...isolation },
    cores: 4,
  });
  if (typeof result === 'string') throw new Error(`The page failed: ${result}`);
  const { found, device, losses, isolated } = result as Everything;
  expect(isolated).toBe(true);
  expect(device).toBe('WebAssembly, relaxed SIMD, 2 threads');
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

/** Scores of 1, 2 and 9 faces with one thread or more, as numbers and with the device. */
const scoresProgram = `
import { createClassifier, createSyntheticFaces, loadModel } from './ferkit/ferkit.js';
async function main() {
  const threads = new URLSearchParams(location.search).get('threads');
  const model = await loadModel({ backend: threads === null ? 'wasm' : { name: 'wasm', threads: Number(threads) } });
  const faces = createSyntheticFaces({ count: 9, seed: 2 });
  const scores = [];
  for (const count of [1, 2, 9]) {
    scores.push(...(await model.predictMatrix(Array.from({ length: count }, (_, k) => faces.image(k)))));
  }
  model.dispose();
  // Threads start again for the next model.
  const again = await createClassifier({ backend: 'wasm', faces: false });
  const [{ score }] = await again.classify(faces.image(0));
  return { scores, score, device: model.backend.device };
}
main().then(
  (result) => { document.body.dataset.result = JSON.stringify(result); },
  (error) => { document.body.dataset.result = JSON.stringify(String(error.stack)); },
);
`;

interface Scores {
  readonly scores: readonly number[];
  readonly score: number;
  readonly device: string;
}

describe('threads', () => {
  let page: string;
  beforeAll(async () => {
    page = await layPage(inject('application'), { 'index.html': scriptDocument(), 'page.js': scoresProgram });
  });
  afterAll(() => rm(page, { recursive: true }));

  test('of an isolated page compute the same bits as one, which all other pages have', async () => {
    const outcomes: Scores[] = [];
    for (const [headers, search, device] of [
      [{}, '', '1 thread'],
      [isolation, 'threads=1', '1 thread'],
      [isolation, '', '2 threads'],
      [isolation, 'threads=3', '3 threads'],
      [{}, 'threads=3', '1 thread (no more, because the page is not cross-origin isolated)'],
    ] as const) {
      const { result, complaints } = await openPage(page, { headers, search, cores: 2 });
      expect(complaints).toEqual([]);
      expect(result).toMatchObject({ device: `WebAssembly, relaxed SIMD, ${device}` });
      outcomes.push(result as Scores);
    }
    for (const { scores, score } of outcomes)
      expect([scores, score]).toEqual([outcomes[0]!.scores, outcomes[0]!.score]);
  });

  test('that a policy forbids do not start, which the device tells', async () => {
    const policy = {
      'Content-Security-Policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'",
    };
    const { result } = await openPage(page, { headers: { ...policy, ...isolation }, cores: 4 });
    expect((result as Scores).device).toMatch(
      /^WebAssembly, relaxed SIMD, 1 thread \(no more, because threads cannot start: /,
    );
    expect((result as Scores).scores).toHaveLength(12 * 7);
  });
});
