import type { DatasetFormat } from '../DatasetFormat';
import { nameOf } from '../sources/nameOf';
import { readImageLayout } from './readImageLayout';
import { isImagePath } from './isImagePath';
import { readImages } from './readImages';

/** Folders of images, one a label, with or without folders for the splits around them. */
export const imageFolderFormat: DatasetFormat = {
  name: 'image-folder',
  description: 'a folder of "split/label/*.png" or "label/*.png" (or jpg, webp)',
  recognizes: (input) => input.kind === 'files' && input.entries.some(({ path }) => isImagePath(path)),
  async read(input, options) {
    const entries = input.kind === 'files' ? input.entries : [];
    const { labels, images } = readImageLayout(input.name, entries, options.labels);
    const { pixels, rows, skipped } = await readImages(images, options);
    return {
      name: nameOf(input.name, options),
      labels,
      width: options.width,
      height: options.height,
      pixels,
      rows,
      labelIndices: Uint8Array.from(rows, (row) => images[row]!.label),
      splitIndices: Uint8Array.from(rows, (row) => images[row]!.split),
      skipped,
    };
  },
};
