import type { DatasetColumns } from '../DatasetColumns';
import { ImageIndex } from '../ImageIndex';

/** For each sample, the position of the first sample that shows an identical image: its own where it is the first. */
export function numberImages({ pixels, rows, width, height }: DatasetColumns): Uint32Array {
  const imageSize = width * height;
  const index = new ImageIndex(imageSize);
  const firsts: number[] = [];
  return rows.map((row, k) => {
    const image = index.add(pixels.subarray(row * imageSize, (row + 1) * imageSize));
    return (firsts[image] ??= k);
  });
}
