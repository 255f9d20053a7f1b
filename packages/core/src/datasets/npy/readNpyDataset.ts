import { toChannels } from '../../images/channels';
import type { Channels } from '../../images/GrayImage';
import { resizeImage } from '../../images/resizeGray';
import { EXPRESSIONS } from '../../labels';
import type { ByteSource } from '../../platform/Platform';
import { createYielder } from '../../yieldToEvents';
import { type DatasetColumns, haveSameSize, imageSizeOf, SPLITS } from '../DatasetColumns';
import type { ReadDatasetOptions } from '../OpenDatasetOptions';
import { allocatePixels } from '../PixelStore';
import { malformed } from '../malformed';
import { describeValue, optionInvalid } from '../../options';
import { type DataStream, withDataStream } from '../sources/DataStream';
import { nameOf } from '../sources/DatasetInput';
import { type NpyHeader, readNpy, type TakeValues } from './readNpy';
import { notify } from '../../notify';

/** The arrays of a dataset, each an `.npy` file. */
export interface NpySources {
  /** n x height x width (x 1) grey values, or n x height x width x 3 of red, green and blue: 0 to 255, or floats from 0 to 1. */
  readonly images: ByteSource;
  /** n label numbers, or n x labels one-hot rows or distributions. */
  readonly labels: ByteSource;
  /** n split numbers: 0 train, 1 validation, 2 test. Without this array all samples are train. */
  readonly splits?: ByteSource;
}

/**
 * Reads a dataset from NumPy arrays.
 * @throws DATASET_MALFORMED, SOURCE_UNREADABLE, OPTION_INVALID
 */
export async function readNpyDataset(sources: NpySources, options: ReadDatasetOptions): Promise<DatasetColumns> {
  const { name, pixels, count } = await withDataStream(sources.images, options, async (stream) => ({
    name: nameOf(stream.name, options),
    ...(await readNpyImages(stream, options)),
  }));
  const labels = await withDataStream(sources.labels, options, (stream) => readNpyLabels(stream, count, options));
  const splitIndices =
    sources.splits === undefined
      ? allocatePixels(count)
      : await withDataStream(sources.splits, options, (stream) => readSplits(stream, count));
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  const { width, height, channels } = options;
  return { name, width, height, channels, pixels, rows, ...labels, splitIndices };
}

async function readSplits(stream: DataStream, count: number): Promise<Uint8Array> {
  const source = stream.name;
  const splits = allocatePixels(count);
  await readNpy(stream, ({ shape }) => {
    if (shape[0] !== count || shape.length !== 1) {
      throw malformed({ source, expected: `an array of ${count} numbers`, received: `one of ${shape.join(' x ')}` });
    }
    return (values, first) => {
      for (let k = 0; k < values.length; k++) {
        const split = values[k]!;
        if (!(split in SPLITS)) {
          const expected = 'a split number: 0 train, 1 validation, 2 test';
          throw malformed({ source, element: `row ${first + k}`, expected, received: `${split}` });
        }
        splits[first + k] = split;
      }
    };
  });
  return splits;
}

/** Images of an array, one after the other. */
interface NpyImages {
  readonly pixels: Uint8Array;
  readonly count: number;
}

/** Initial allocation in bytes; more is allocated when elements arrive, whatever number a header claims. */
const INITIAL_BYTES = 1 << 24;

/** Tolerance for floats above 1, from rounding. */
const TOLERANCE = 1e-4;

/**
 * Reads an array of images: n x height x width of grey, with or without an axis for the one channel, or n x (height width); or n x height x
 * width x 3 of red, green and blue.
 * Values are 0 to 255, or floats from 0 to 1.
 * @throws DATASET_MALFORMED
 */
async function readNpyImages(stream: DataStream, options: ReadDatasetOptions): Promise<NpyImages> {
  const yieldIfDue = createYielder(options);
  let images: ImageCollector | undefined;
  await readNpy(stream, (header) => {
    const collector = new ImageCollector(stream, header, options);
    images = collector;
    const take: TakeValues = (values, first) => {
      collector.take(values, first);
      const total = stream.totalBytes === undefined ? {} : { totalBytes: stream.totalBytes };
      const rows = Math.floor((first + values.length) / collector.imageSize);
      const progress = { bytes: stream.bytesRead(), ...total, rows, totalRows: collector.count };
      return notify(options.onProgress, progress, options).then(yieldIfDue);
    };
    return take;
  });
  const { count } = images!;
  return { pixels: images!.finish(), count };
}

/** Converts the elements of an array to pixels of the dataset's size and channels. */
class ImageCollector {
  readonly count: number;
  readonly imageSize: number;
  readonly #source: string;
  readonly #width: number;
  readonly #height: number;
  /** Of the array. */
  readonly #channels: Channels;
  readonly #options: ReadDatasetOptions;
  readonly #elements: number;
  #pixels: Uint8Array;
  /** Factor from an element to a grey value. Floats are taken as 0 to 1 until one exceeds 1. */
  #scale: 1 | 255;
  /** True for integers, which range from 0 to 255. */
  readonly #isWhole: boolean;

  constructor({ name: source, totalBytes = 0 }: DataStream, header: NpyHeader, options: ReadDatasetOptions) {
    const [count, width, height, channels] = readShape(source, header.shape, options);
    this.#source = source;
    this.count = count;
    this.#width = width;
    this.#height = height;
    this.#channels = channels;
    this.imageSize = width * height * channels;
    this.#options = options;
    this.#elements = header.count;
    this.#pixels = allocatePixels(Math.min(header.count, Math.max(totalBytes, INITIAL_BYTES)));
    // Of numpy's booleans, true is white.
    this.#scale = header.type.startsWith('f') || header.type === 'b1' ? 255 : 1;
    this.#isWhole = !header.type.startsWith('f') && header.type !== 'b1';
  }

  take(values: ArrayLike<number>, first: number): void {
    const pixels = this.#reserve(first + values.length);
    const length = values.length;
    for (let k = 0; k < length; k++) {
      const value = values[k]!;
      if (this.#scale === 255 && value > 1 + TOLERANCE) this.#switchToBytes(first + k);
      const scaled = value * this.#scale;
      if (!(scaled > -0.5 && scaled < 255.5)) throw this.#outOfRange(value, first + k);
      pixels[first + k] = scaled + 0.5;
    }
  }

  finish(): Uint8Array {
    const { width, height, channels } = this.#options;
    const own = { width: this.#width, height: this.#height, channels: this.#channels };
    if (this.#isWhole && this.#pixels.includes(1) && this.#pixels.every((pixel) => pixel <= 1)) {
      throw malformed({
        source: this.#source,
        expected: 'integers from 0 to 255',
        received: '0 and 1 only, which is black',
        next: 'If 1 is white, save the array as floats: array.astype(numpy.float32).',
      });
    }
    if (haveSameSize(own, this.#options)) return this.#pixels;
    const size = imageSizeOf(this.#options);
    const resized = allocatePixels(this.count * size);
    for (let row = 0; row < this.count; row++) {
      const pixels = this.#pixels.subarray(row * this.imageSize, (row + 1) * this.imageSize);
      const image = toChannels({ pixels, ...own }, channels);
      resized.set(resizeImage(image, width, height).pixels, row * size);
    }
    return resized;
  }

  #reserve(elements: number): Uint8Array {
    if (elements > this.#pixels.length) {
      const grown = allocatePixels(Math.min(this.#elements, 2 * elements));
      grown.set(this.#pixels);
      this.#pixels = grown;
    }
    return this.#pixels;
  }

  /** Converts the pixels so far. A value above 1 means that the floats range from 0 to 255: all before it were near black. */
  #switchToBytes(end: number): void {
    this.#scale = 1;
    for (let k = 0; k < end; k++) this.#pixels[k] = Math.round(this.#pixels[k]! / 255);
  }

  #outOfRange(value: number, position: number): Error {
    const row = Math.floor(position / this.imageSize);
    return malformed({
      source: this.#source,
      element: `image ${row}`,
      expected: 'pixels from 0 to 255, or floats from 0 to 1',
      received: `${value}`,
    });
  }
}

/** Count, width, height and channels of the images of an array. */
function readShape(
  source: string,
  shape: readonly number[],
  { width, height }: ReadDatasetOptions,
): readonly [number, number, number, Channels] {
  const [count = 0, ...rest] = shape;
  const isColor = rest.length === 3 && rest[2] === 3;
  const sides =
    rest.length === 3 && (isColor || rest[2] === 1)
      ? rest.slice(0, 2)
      : rest.length === 3 && rest[0] === 1
        ? rest.slice(1)
        : rest;
  const [high = 0, wide = 0] = sides.length === 1 && sides[0] === width * height ? [height, width] : sides;
  if (sides.length <= 2 && count > 0 && high > 0 && wide > 0) return [count, wide, high, isColor ? 3 : 1];
  throw malformed({
    source,
    expected: 'an array of n x height x width (x 1 or 3)',
    received: `one of ${shape.join(' x ') || 'no axes'}`,
  });
}

/** Labels of an array. */
interface NpyLabels {
  readonly labels: readonly string[];
  readonly labelIndices: Uint8Array;
  /** Only for distributions, not for one-hot rows. */
  readonly softLabels?: Float32Array;
}

/** Tolerance for the sum of a distribution. */
const LABEL_TOLERANCE = 1e-3;

/**
 * Reads an array of labels: n (x 1) label numbers, or n x labels, one-hot or distributions.
 * @throws DATASET_MALFORMED, and OPTION_INVALID if it does not have seven labels and `labels` does not name them
 */
async function readNpyLabels(stream: DataStream, count: number, options: ReadDatasetOptions): Promise<NpyLabels> {
  const source = stream.name;
  let values: Float32Array = new Float32Array(0);
  let columns = 1;
  await readNpy(stream, ({ shape, count: size }) => {
    columns = shape[1] ?? 1;
    if (shape[0] !== count || shape.length > 2 || columns > 256) {
      const received = `one of ${shape.join(' x ') || 'no axes'}`;
      throw malformed({ source, expected: `an array of ${count} labels, or ${count} x labels`, received });
    }
    values = new Float32Array(allocatePixels(4 * size).buffer);
    return (piece, first) => values.set(piece, first);
  });
  return columns === 1 ? fromNumbers(source, values, options) : fromRows(source, values, columns, options);
}

function fromNumbers(source: string, values: Float32Array, options: ReadDatasetOptions): NpyLabels {
  const bad = values.findIndex((value) => !Number.isInteger(value) || value < 0 || value > 255);
  if (bad >= 0) throw atRow(source, bad, 'a label number from 0', `${values[bad]!}`);
  const most = values.reduce((max, value) => Math.max(max, value), 0);
  const labels = namesFor(most + 1, options);
  if (most >= labels.length) {
    throw atRow(source, values.indexOf(most), `a label number below ${labels.length}`, `${most}`);
  }
  const labelIndices = allocatePixels(values.length);
  labelIndices.set(values);
  return { labels, labelIndices };
}

function fromRows(source: string, values: Float32Array, columns: number, options: ReadDatasetOptions): NpyLabels {
  const count = values.length / columns;
  const labels = namesFor(columns, options);
  if (labels.length !== columns)
    throw optionInvalid('labels', `${columns} names, one for each column`, describeValue(labels));
  const labelIndices = allocatePixels(count);
  let hard = true;
  for (let k = 0; k < count; k++) {
    const row = values.subarray(k * columns, (k + 1) * columns);
    const sum = row.reduce((total, value) => total + value, 0);
    if (!(Math.abs(sum - 1) < LABEL_TOLERANCE) || row.some((value) => value < 0)) {
      throw atRow(source, k, 'probabilities that sum to 1', `[${[...row.subarray(0, 12)].join(', ')}]`);
    }
    labelIndices[k] = row.indexOf(Math.max(...row));
    hard &&= row.every((value) => value === 0 || value === 1);
  }
  return hard ? { labels, labelIndices } : { labels, labelIndices, softLabels: values };
}

/** Seven labels without names are taken as FER2013's. Any other number needs names, because a guess would mislabel the data. */
function namesFor(count: number, { labels }: ReadDatasetOptions): readonly string[] {
  if (labels !== 'auto') return labels;
  if (count === EXPRESSIONS.length) return EXPRESSIONS;
  throw optionInvalid('labels', `the names of the array's ${count} labels, in their order`, describeValue(labels));
}

function atRow(source: string, row: number, expected: string, received: string): Error {
  return malformed({ source, element: `row ${row}`, expected, received });
}
