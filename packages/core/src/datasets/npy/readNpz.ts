import type { ByteSource } from '../../platform/Platform';
import { ZipDamaged, type ZipMember, readZip } from '../../platform/ZipArchive';
import { collectBytes } from '../../platform/byteChunks';
import { type DatasetColumns, SPLITS } from '../DatasetColumns';
import type { ReadDatasetOptions } from '../OpenDatasetOptions';
import { combineParts } from '../combineParts';
import { findSplit } from '../findExpression';
import { malformed, quoteText } from '../malformed';
import type { DataStream } from '../sources/DataStream';
import { fileNameOf, nameOf } from '../sources/DatasetInput';
import { readNpyDataset } from './readNpyDataset';

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

/** Reads the directory of the archive. Each array is unpacked when it is asked for. */
function listArrays(bytes: Uint8Array, source: string): Map<string, () => Promise<Uint8Array<ArrayBuffer>>> {
  try {
    return new Map(
      readZip(bytes).map((member) => [member.path.replace(/\.npy$/, ''), () => readArray(member, source)]),
    );
  } catch (cause) {
    if (!(cause instanceof ZipDamaged)) throw cause;
    const next = 'Fetch or save the file again.';
    throw malformed({ source, expected: 'a whole archive of arrays', received: cause.message, next });
  }
}

async function readArray(member: ZipMember, source: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await member.read();
  } catch (cause) {
    if (!(cause instanceof ZipDamaged)) throw cause;
    throw malformed({
      source: `${member.path} of ${source}`,
      expected: `an array of ${member.size} bytes, stored or compressed by deflate`,
      received: cause.cause === undefined ? cause.message : quoteText(cause.message),
      next: 'Save it with numpy.savez or numpy.savez_compressed.',
      cause: cause.cause,
    });
  }
}
