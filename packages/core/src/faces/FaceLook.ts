import type { RgbaImage } from '../platform/Platform';
import type { Box } from './Face';

/** Cells of a look in each direction. */
const CELLS = 10;
/** Pixels that are read of each cell in each direction. */
const PIXELS = 3;

/** The colours of a face in coarse cells: R, G and B of each, 0 to 255. A face keeps it for seconds, whatever its mouth does. */
export type FaceLook = Float32Array;

/** Describes the look of a face. Outside of the image its edge is repeated. */
export function describeLook({ pixels, width, height }: RgbaImage, box: Box): FaceLook {
  const look = new Float32Array(3 * CELLS * CELLS);
  const count = CELLS * PIXELS;
  const limit = (value: number, most: number): number => Math.min(Math.max(Math.floor(value), 0), most - 1);
  for (let row = 0; row < count; row++) {
    const y = limit(box.y + ((row + 0.5) / count) * box.height, height);
    for (let column = 0; column < count; column++) {
      const x = limit(box.x + ((column + 0.5) / count) * box.width, width);
      const from = 4 * (y * width + x);
      const to = 3 * (Math.floor(row / PIXELS) * CELLS + Math.floor(column / PIXELS));
      for (let channel = 0; channel < 3; channel++) look[to + channel]! += pixels[from + channel]! / PIXELS ** 2;
    }
  }
  return look;
}

/** How two looks differ, in [0, 255]. */
export interface LookDifference {
  /** Mean of all cells. */
  readonly whole: number;
  /** Mean of those cells that differ least: of a face that is partly hidden, those that are seen. */
  readonly seen: number;
}

/** Share of the cells of a face that are seen where it is partly hidden. */
const SEEN = 0.6;

/** Compares two looks. */
export function compareLooks(a: FaceLook, b: FaceLook): LookDifference {
  const cells = Float32Array.from({ length: CELLS * CELLS }, (_, cell) => {
    let sum = 0;
    for (let at = 3 * cell; at < 3 * cell + 3; at++) sum += Math.abs(a[at]! - b[at]!) / 3;
    return sum;
  }).sort();
  const mean = (count: number): number => cells.subarray(0, count).reduce((sum, value) => sum + value, 0) / count;
  return { whole: mean(cells.length), seen: mean(SEEN * cells.length) };
}
