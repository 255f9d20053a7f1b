import { isZip } from '../../fileSignatures';
import type { ByteSource } from '../../platform/Platform';
import { collectBytes } from '../../platform/byteChunks';
import { type DatasetColumns, SPLITS } from '../DatasetColumns';
import type { ReadDatasetOptions } from '../OpenDatasetOptions';
import { combineParts } from '../combineParts';
import { findSplit } from '../findExpression';
import { malformed, quoteText } from '../malformed';
import type { DataStream } from '../sources/DataStream';
import { fileNameOf, nameOf } from '../sources/DatasetInput';
import { readNpyDataset } from './readNpyDataset';

/** True for the first bytes of an archive of arrays, as `numpy.savez` writes it: a ZIP archive whose first file is an array. */
export function isNpz(head: Uint8Array): boolean {
  if (!isZip(head)) return false;
  const length = head[26]! + 256 * head[27]!;
  return new TextDecoder().decode(head.subarray(30, 30 + length)).endsWith('.npy');
}

/** Names of arrays, in lower case. */
const IMAGES = ['images', 'image', 'x', 'data', 'pixels', 'faces', 'arr_0'];
const LABELS = ['labels', 'label', 'y', 'targets', 'target', 'emotions', 'emotion', 'arr_1'];
const SPLIT_NUMBERS = ['splits', 'split'];

/** The arrays of one split, by their roles. */
interface SplitArrays {
  images?: string;
  labels?: string;
  splits?: string;
}

/**
 * Reads an archive of arrays: `images` and `labels` (or x and y), or such a pair for each split, as `x_train` or `train_images`.
 * @throws DATASET_MALFORMED
 */
export async function readNpz(stream: DataStream, options: ReadDatasetOptions): Promise<DatasetColumns> {
  const source = fileNameOf(stream.name);
  const name = nameOf(stream.name, options);
  const arrays = listArrays(await collectBytes(stream), source);
  const groups = groupArrays([...arrays.keys()]);
  const parts = [];
  for (const [split, { images, labels, splits }] of groups) {
    if (images === undefined || labels === undefined) continue;
    const open = async (array: string): Promise<ByteSource> =>
      new File([await arrays.get(array)!()], `${array} of ${source}`);
    const sources = {
      images: await open(images),
      labels: await open(labels),
      ...(splits === undefined ? {} : { splits: await open(splits) }),
    };
    parts.push({ split: SPLITS[Math.max(split, 0)]!, columns: await readNpyDataset(sources, { ...options, name }) });
  }
  if (parts.length > 0) return combineParts(name, parts);
  const expected = 'the arrays images and labels (or x and y), or such a pair for each split, as x_train and y_train';
  throw malformed({ source, expected, received: [...arrays.keys()].join(', ') });
}

function groupArrays(names: readonly string[]): Map<number, SplitArrays> {
  const groups = new Map<number, SplitArrays>();
  for (const name of names) {
    const words = name.toLowerCase().split('_');
    const split = words.map(findSplit).find((found) => found >= 0) ?? -1;
    const role = words.filter((word) => findSplit(word) < 0).join('_');
    const group = groups.get(split) ?? {};
    groups.set(split, group);
    if (IMAGES.includes(role)) group.images ??= name;
    else if (LABELS.includes(role)) group.labels ??= name;
    else if (SPLIT_NUMBERS.includes(role)) group.splits ??= name;
  }
  return groups;
}

const END_RECORD = 0x06054b50;
const FILE_RECORD = 0x02014b50;

/** Reads the directory of a ZIP archive. Each array is unpacked when it is asked for. */
function listArrays(bytes: Uint8Array, source: string): Map<string, () => Promise<Uint8Array<ArrayBuffer>>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const damaged = (received: string): Error =>
    malformed({ source, expected: 'a whole archive of arrays', received, next: 'Fetch or save the file again.' });
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== END_RECORD) end -= 1;
  if (end < 0) throw damaged('one without its end');
  const arrays = new Map<string, () => Promise<Uint8Array<ArrayBuffer>>>();
  let at = view.getUint32(end + 16, true);
  for (let count = view.getUint16(end + 10, true); count > 0; count--) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== FILE_RECORD)
      throw damaged('one with a damaged directory');
    const method = view.getUint16(at + 10, true);
    const size = view.getUint32(at + 20, true);
    const unpackedSize = view.getUint32(at + 24, true);
    const nameLength = view.getUint16(at + 28, true);
    const local = view.getUint32(at + 42, true);
    const file = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (local + 30 > bytes.length) throw damaged('one that is too large or truncated');
    const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (from + size > bytes.length) throw damaged('one that is too large or truncated');
    arrays.set(file.replace(/\.npy$/, ''), () =>
      unpack(bytes.slice(from, from + size), { method, size: unpackedSize, file, source }),
    );
  }
  return arrays;
}

/** A file of a ZIP archive. */
interface PackedFile {
  readonly method: number;
  /** In bytes, unpacked. */
  readonly size: number;
  readonly file: string;
  readonly source: string;
}

/** Unpacks a file of a ZIP archive: stored, or compressed by deflate. A file larger than the directory says is refused at once. */
async function unpack(
  bytes: Uint8Array<ArrayBuffer>,
  { method, size, file, source }: PackedFile,
): Promise<Uint8Array<ArrayBuffer>> {
  if (method === 0) return bytes;
  const place = `${file} of ${source}`;
  const expected = `an array of ${size} bytes, stored or compressed by deflate`;
  const next = 'Save it with numpy.savez or numpy.savez_compressed.';
  if (method !== 8) throw malformed({ source: place, expected, received: `the method ${method}`, next });
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      length += read.value.length;
      if (length > size) break;
      parts.push(read.value);
    }
  } catch (cause) {
    const received = quoteText(cause instanceof Error ? cause.message : String(cause));
    throw malformed({ source: place, expected, received, next, cause });
  }
  if (length === size) return new Uint8Array(await new Blob(parts).arrayBuffer());
  await reader.cancel();
  throw malformed({ source: place, expected, received: length > size ? 'a larger one' : `${length} bytes`, next });
}
