import { describe, expect, it } from 'vitest';
import { drawSyntheticFace, type GrayImage } from '@ferkit/core/datasets';
import { type Affine, warpImage } from '#core/datasets/warpImage';

const identity: Affine = { x0: 0, y0: 0, xx: 1, xy: 0, yx: 0, yy: 1 };
/** 3 wide, 4 high, no two pixels alike. */
const image = { width: 3, height: 4, pixels: Uint8Array.of(10, 20, 30, 40, 60, 80, 90, 120, 150, 160, 200, 240) };

/** Between the second and the third of four values, by the formula of the paper. */
const keys = ([a, b, c, d]: readonly number[], t: number): number =>
  b! + 0.5 * t * (c! - a! + t * (2 * a! - 5 * b! + 4 * c! - d! + t * (3 * (b! - c!) + d! - a!)));

function warp(changes: Partial<Affine>, fill: 'edge' | number = 'edge', source: GrayImage = image): number[] {
  const target = new Uint8Array(source.pixels.length);
  warpImage(source, target, { ...identity, ...changes }, fill);
  return [...target];
}

describe('an image under an affine map', () => {
  it('is itself where nothing is moved', () => {
    expect(warp({})).toEqual([...image.pixels]);
    expect(warp({}, 0)).toEqual([...image.pixels]);
  });

  it('shows its edge where there is nothing, or a grey', () => {
    expect(warp({ x0: 1 })).toEqual([20, 30, 30, 60, 80, 80, 120, 150, 150, 200, 240, 240]);
    expect(warp({ x0: -1 }, 7)).toEqual([7, 10, 20, 7, 40, 60, 7, 90, 120, 7, 160, 200]);
    expect(warp({ y0: 1 }, 0)).toEqual([40, 60, 80, 90, 120, 150, 160, 200, 240, 0, 0, 0]);
    expect(warp({ y0: -1 })).toEqual([10, 20, 30, 10, 20, 30, 40, 60, 80, 90, 120, 150]);
    expect(warp({ x0: 9, y0: 9 })).toEqual(new Array(12).fill(240));
    expect(warp({ x0: -9, y0: -9 })).toEqual(new Array(12).fill(10));
  });

  it('shows its edge however far away a point is', () => {
    const wide = { width: 300, height: 2, pixels: Uint8Array.from({ length: 600 }, (_, k) => (k % 300) % 256) };
    const far = warp({ x0: -150 * 500, xx: 500 }, 7, wide);
    expect([far[0], far[100], far[150], far[151], far[299]]).toEqual([7, 7, 0, 7, 7]);
    const edge = warp({ x0: -150 * 500, xx: 500, y0: -1e9 }, 'edge', wide);
    expect([edge[0], edge[149], edge[150], edge[299]]).toEqual([0, 0, 0, 299 % 256]);
    expect(warp({ x0: 32767.5 })).toEqual(warp({ x0: 9 }));
    expect(warp({ y0: -40000 }, 3)).toEqual(new Array(12).fill(3));
  });

  it('follows a cubic between its pixels, rounded to the nearest value', () => {
    // (-10 + 9 x 10 + 9 x 20 - 30) / 16 = 14.4, beyond the edge once more the edge.
    expect(warp({ x0: 0.5 })).toEqual([14, 26, 31, 49, 71, 81, 103, 137, 152, 178, 223, 243]);
    const row = [10, 10, 20, 30, 30];
    for (const place of [0, 0.25, 0.5, 0.75]) {
      expect(warp({ x0: place }).slice(0, 2)).toEqual([0, 1].map((x) => Math.round(keys(row.slice(x, x + 4), place))));
    }
    for (const place of [0.25, 0.5]) {
      expect(warp({ y0: place })[3]).toBe(Math.round(keys([10, 40, 90, 160], place)));
    }
    const across = [0, 0, 1, 2].map((y) =>
      keys(
        [10, 10, 20, 30].map((_, x) => image.pixels[y * 3 + [0, 0, 1, 2][x]!]!),
        0.5,
      ),
    );
    expect(warp({ x0: 0.5, y0: 0.5 })[0]).toBe(Math.round(keys(across, 0.5)));
  });

  it('takes what lies outside for pixels of that grey', () => {
    expect(warp({ y0: 0.5 }, 100)[9]).toBe(Math.round(keys([90, 160, 100, 100], 0.5)));
    // Each corner of the image in turn, with three pixels of what lies outside; in the middle the cubic goes above 80.
    const flat = { width: 2, height: 2, pixels: Uint8Array.of(80, 80, 80, 80) };
    expect(warp({ x0: -0.5, y0: -0.5 }, 0, flat)).toEqual([20, 45, 45, 101]);
    expect(warp({ x0: 0.5, y0: 0.5 }, 0, flat)).toEqual([101, 45, 45, 20]);
    // An image that is smaller, after one that was larger and had another grey.
    expect(warp({ x0: -3, y0: -3 }, 7, flat)).toEqual([7, 7, 7, 7]);
  });

  it('ends at black and white where the cubic goes beyond them', () => {
    const step = { width: 6, height: 1, pixels: Uint8Array.of(0, 0, 0, 255, 255, 255) };
    expect(warp({ x0: 0.5 }, 'edge', step)).toEqual([0, 0, 128, 255, 255, 255]);
  });

  it('keeps most of the detail, wherever the new pixels lie between the old ones', () => {
    const face = drawSyntheticFace('surprise', { seed: 3, size: 48 });
    const detail = (pixels: ArrayLike<number>): number => {
      let sum = 0;
      for (let at = 48; at < 47 * 48; at++) {
        sum += (4 * pixels[at]! - pixels[at - 1]! - pixels[at + 1]! - pixels[at - 48]! - pixels[at + 48]!) ** 2;
      }
      return Math.sqrt(sum);
    };
    const places = [0, 0.25, 0.5, 0.75].flatMap((x0) => [0, 0.25, 0.5, 0.75].map((y0) => ({ x0, y0 })));
    const kept = places.map((place) => detail(warp(place, 'edge', face)) / detail(face.pixels));
    // Linear weights keep 0.64 of it.
    expect(kept.reduce((sum, share) => sum + share) / kept.length).toBeGreaterThan(0.75);
  });

  it('is turned and scaled, each axis by its own numbers', () => {
    const square = { width: 2, height: 2, pixels: Uint8Array.of(1, 2, 3, 4) };
    expect(warp({ xx: -1, x0: 1 }, 'edge', square)).toEqual([2, 1, 4, 3]);
    expect(warp({ yy: -1, y0: 1 }, 'edge', square)).toEqual([3, 4, 1, 2]);
    expect(warp({ xx: 0, xy: 1, yx: 1, yy: 0 }, 'edge', square)).toEqual([1, 3, 2, 4]);
    expect(warp({ xx: 0, yx: 1, xy: -1, yy: 0, x0: 1 }, 'edge', square)).toEqual([2, 4, 1, 3]);
    expect(warp({ xx: 0.5 })).toEqual([10, 14, 20, 40, 49, 60, 90, 103, 120, 160, 178, 200]);
  });
});
