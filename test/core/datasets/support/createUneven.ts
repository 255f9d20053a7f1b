import { Dataset } from '@ferkit/core/datasets';

/** 1,000 samples over all splits: 700 a, 200 b, 90 c, 10 d. */
export function createUneven(): Dataset {
  const label = (k: number): number => (k % 100 < 70 ? 0 : k % 100 < 90 ? 1 : k % 100 < 99 ? 2 : 3);
  return new Dataset({
    name: 'uneven',
    labels: ['a', 'b', 'c', 'd'],
    width: 1,
    height: 2,
    pixels: Uint8Array.from({ length: 2000 }, (_, k) => (k % 2 === 0 ? k / 2 / 256 : k / 2)),
    rows: Uint32Array.from({ length: 1000 }, (_, k) => k),
    labelIndices: Uint8Array.from({ length: 1000 }, (_, k) => label(k)),
    splitIndices: Uint8Array.from({ length: 1000 }, (_, k) => (k < 800 ? 0 : k < 900 ? 1 : 2)),
  });
}
