import type { DatasetColumns } from '../DatasetColumns';
import { allocatePixels } from '../PixelStore';

/** The columns of grey images with three equal channels, for networks of colour; those of colour images as they are. */
export function repeatGrey(columns: DatasetColumns): DatasetColumns {
  const { pixels: grey, channels } = columns;
  if (channels === 3) return columns;
  const pixels = allocatePixels(3 * grey.length);
  for (let from = 0, to = 0; from < grey.length; from++, to += 3) {
    pixels[to] = pixels[to + 1] = pixels[to + 2] = grey[from]!;
  }
  return { ...columns, channels: 3, pixels };
}
