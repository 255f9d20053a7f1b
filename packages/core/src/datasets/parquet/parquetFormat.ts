import type { DatasetFormat } from '../DatasetFormat';
import { type ParquetFile, readParquet } from './readParquet';

const isParquet = (head: Uint8Array): boolean => String.fromCharCode(...head.subarray(0, 4)) === 'PAR1';

/** Parquet files with images and labels, as the datasets of Hugging Face are exported. */
export const parquetFormat: DatasetFormat = {
  name: 'parquet',
  description: 'a Parquet file, or a folder of them, with the columns image and label',
  recognizes: (input) =>
    input.kind === 'file' ? isParquet(input.stream.head) : input.entries.some(({ path }) => /\.parquet$/i.test(path)),
  // No chunk of its own: it would share code with openDataset, and bundlers then load that code in pages that only classify.
  read(input, options) {
    const files: readonly ParquetFile[] =
      input.kind === 'file'
        ? [{ path: input.name, read: () => input.stream }]
        : input.entries
            .filter(({ path }) => /\.parquet$/i.test(path))
            .map(({ path, source }) => ({ path, read: source }));
    return readParquet(input.name, files, options);
  },
};
