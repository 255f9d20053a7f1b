import type { Abortable } from '../../abortable';
import type { ByteSource } from '../../platform/Platform';
import type { DatasetColumns } from '../DatasetColumns';
import { malformed } from '../malformed';
import type { OpenDatasetOptions } from '../OpenDatasetOptions';
import { type DataStream, openDataStream } from '../sources/DataStream';
import { nameOf } from '../sources/nameOf';
import { SPLITS } from '../splits';
import { readNpy } from './readNpy';
import { readNpyImages } from './readNpyImages';
import { readNpyLabels } from './readNpyLabels';

/** The arrays of a dataset, each a `.npy` file. */
export interface NpySources {
  /** n x height x width (x 1), 0 to 255 or floats from 0 to 1. */
  readonly images: ByteSource;
  /** n label numbers, or n x labels: one-hot or distributions. */
  readonly labels: ByteSource;
  /** n split numbers: 0 train, 1 validation, 2 test. Without them all is train. */
  readonly splits?: ByteSource;
}

/**
 * Reads a dataset from NumPy arrays.
 * @throws DATASET_MALFORMED, SOURCE_UNREADABLE, OPTION_INVALID
 */
export async function readNpyDataset(
  sources: NpySources,
  options: OpenDatasetOptions & Abortable,
): Promise<DatasetColumns> {
  const { name, pixels, count } = await withStream(sources.images, options, async (stream) => ({
    name: nameOf(stream.name, options),
    ...(await readNpyImages(stream, options)),
  }));
  const labels = await withStream(sources.labels, options, (stream) => readNpyLabels(stream, count, options));
  const splitIndices =
    sources.splits === undefined
      ? new Uint8Array(count)
      : await withStream(sources.splits, options, (stream) => readSplits(stream, count));
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  return { name, width: options.width, height: options.height, pixels, rows, ...labels, splitIndices };
}

async function withStream<T>(
  source: ByteSource,
  options: Abortable,
  read: (stream: DataStream) => Promise<T>,
): Promise<T> {
  const stream = await openDataStream(source, options);
  try {
    return await read(stream);
  } finally {
    await stream.close();
  }
}

async function readSplits(stream: DataStream, count: number): Promise<Uint8Array> {
  const source = stream.name;
  const splits = new Uint8Array(count);
  await readNpy(stream, ({ shape }) => {
    if (shape[0] !== count || shape.length !== 1) {
      throw malformed({ source, expected: `an array of ${count} numbers`, received: `one of ${shape.join(' x ')}` });
    }
    return (values, first) => {
      for (let k = 0; k < values.length; k++) {
        const split = values[k]!;
        if (!(split in SPLITS)) {
          const expected = 'a split number: 0 train, 1 validation, 2 test';
          throw malformed({ source, column: `row ${first + k}`, expected, received: `${split}` });
        }
        splits[first + k] = split;
      }
    };
  });
  return splits;
}
