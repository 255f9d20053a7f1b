import type { GrayImage } from './GrayImage';
import type { Preprocessing } from './Preprocessing';

/** The number that a network is given for each of the 256 greys. */
export function normalizationTable({ mean, std }: Preprocessing): Float32Array {
  return Float32Array.from({ length: 256 }, (_, gray) => (gray / 255 - mean) / std);
}

/**
 * Writes pixels as the numbers of the table.
 * @param table - from {@link normalizationTable}
 * @param offset - where in `target` the first pixel goes
 */
export function normalizePixels(
  pixels: GrayImage['pixels'],
  table: Float32Array,
  target: Float32Array,
  offset: number,
): void {
  for (let index = 0; index < pixels.length; index++) target[offset + index] = table[pixels[index]!]!;
}
