import { describe, expect, it } from 'vitest';
import { PixelStore } from '#core/datasets/PixelStore';

const IMAGE = 3;

/** Writes rows one after another, each filled with its own number. */
function fill(store: PixelStore, rows: number): Uint8Array {
  for (let row = 0; row < rows; row++) store.reserve(row).fill(row % 251, row * IMAGE, (row + 1) * IMAGE);
  return store.finish(rows);
}

describe('memory for rows of which nobody knows how many come', () => {
  it.each([
    ['the source tells nothing of its size', 0],
    ['half of the source was read', 0.5],
    ['all of the source was read, so that no more are expected', 1],
  ])('keeps each row when it grows, where %s', (_, share) => {
    for (const rows of [1, 4096, 4097, 20_000]) {
      const pixels = fill(new PixelStore(IMAGE, () => share), rows);
      expect(pixels).toHaveLength(rows * IMAGE);
      expect(pixels.every((value, at) => value === Math.floor(at / IMAGE) % 251)).toBe(true);
    }
  });

  it('has room for rows that were left out, too', () => {
    expect(new PixelStore(IMAGE, () => 0).finish(5000)).toHaveLength(5000 * IMAGE);
  });

  it('takes at once what the share that was read foretells', () => {
    const store = new PixelStore(IMAGE, () => 0.1);
    const grown = store.reserve(4096);
    expect(grown.length).toBeGreaterThan(40_970 * IMAGE);
    expect(grown.length).toBeLessThan(45_000 * IMAGE);
    expect(store.reserve(40_000)).toBe(grown);
  });

  it.each([
    [0, 1.5],
    [1, 1.1],
    [0.5, 2.1],
    [1e-6, 16],
  ])('grows where %f was read by a factor of %f, so that few copies are made and little is wasted', (share, factor) => {
    const grown = new PixelStore(IMAGE, () => share).reserve(4096);
    expect(grown.length / IMAGE / 4097).toBeCloseTo(factor, 3);
  });

  it('stays where it is while its rows have room', () => {
    const store = new PixelStore(IMAGE, () => 0);
    expect(store.reserve(4095)).toBe(store.reserve(0));
    expect(store.finish(4096).buffer).toBe(store.reserve(0).buffer);
  });

  it('gives memory back of which much was not needed, and copies nothing where it was', () => {
    expect(fill(new PixelStore(IMAGE, () => 0), 100).buffer.byteLength).toBe(100 * IMAGE);
    const close = new PixelStore(IMAGE, () => 0);
    expect(fill(close, 4000).buffer).toBe(close.reserve(0).buffer);
  });
});
