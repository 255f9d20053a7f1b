/** Regions along each side of a face. */
const SIDE = 3;

/** One of nine parts of a face. */
export interface Region {
  /** From the top, 0 to 2. */
  readonly row: 0 | 1 | 2;
  /** From the left of the picture, 0 to 2. */
  readonly column: 0 | 1 | 2;
  /** What the score loses while a pixel in it is covered, on average. */
  readonly influence: number;
}

/** The influence of the pixels as that of nine regions, row by row. */
export function averageRegions(influence: ArrayLike<number>, width: number, height: number): readonly Region[] {
  const sums = new Array<number>(SIDE * SIDE).fill(0);
  const counts = new Array<number>(SIDE * SIDE).fill(0);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const region = Math.floor((SIDE * y) / height) * SIDE + Math.floor((SIDE * x) / width);
      sums[region]! += influence[y * width + x] ?? 0;
      counts[region]!++;
    }
  }
  return sums.map((sum, region) => ({
    row: Math.floor(region / SIDE) as Region['row'],
    column: (region % SIDE) as Region['column'],
    influence: sum / Math.max(1, counts[region]!),
  }));
}
