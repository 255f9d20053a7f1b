import { describe, expect, it } from 'vitest';
import { warpImage, type Affine } from '../../../packages/core/src/datasets/warpImage';

const identity: Affine = { x0: 0, y0: 0, xx: 1, xy: 0, yx: 0, yy: 1 };
/** 3 wide, 4 high, no two pixels alike. */
const image = { width: 3, height: 4, pixels: Uint8Array.of(10, 20, 30, 40, 60, 80, 90, 120, 150, 160, 200, 240) };

function warp(changes: Partial<Affine>, fill: 'edge' | number = 'edge', source = image): number[] {
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

  it('lies between its pixels, rounded to the nearest value', () => {
    expect(warp({ x0: 0.5 })).toEqual([15, 25, 30, 50, 70, 80, 105, 135, 150, 180, 220, 240]);
    expect(warp({ y0: 0.25 })).toEqual([18, 30, 43, 53, 75, 98, 108, 140, 173, 160, 200, 240]);
    // Half of the last row and half of the grey beside it.
    expect(warp({ y0: 0.5 }, 100).slice(9)).toEqual([130, 150, 170]);
    expect(warp({ x0: 0.5, y0: 0.5 }).slice(0, 2)).toEqual([33, 48]);
    // At a corner one pixel of the image and three of what lies outside, whichever the corner.
    const flat = { width: 2, height: 2, pixels: Uint8Array.of(80, 80, 80, 80) };
    expect(warp({ x0: -0.5, y0: -0.5 }, 0, flat)).toEqual([20, 40, 40, 80]);
    expect(warp({ x0: 0.5, y0: 0.5 }, 0, flat)).toEqual([80, 40, 40, 20]);
  });

  it('is turned and scaled, each axis by its own numbers', () => {
    const square = { width: 2, height: 2, pixels: Uint8Array.of(1, 2, 3, 4) };
    expect(warp({ xx: -1, x0: 1 }, 'edge', square)).toEqual([2, 1, 4, 3]);
    expect(warp({ yy: -1, y0: 1 }, 'edge', square)).toEqual([3, 4, 1, 2]);
    expect(warp({ xx: 0, xy: 1, yx: 1, yy: 0 }, 'edge', square)).toEqual([1, 3, 2, 4]);
    expect(warp({ xx: 0, yx: 1, xy: -1, yy: 0, x0: 1 }, 'edge', square)).toEqual([2, 4, 1, 3]);
    expect(warp({ xx: 0.5 })).toEqual([10, 15, 20, 40, 50, 60, 90, 105, 120, 160, 180, 200]);
  });
});
