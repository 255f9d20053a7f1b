import type { Dataset, File as Hdf5File, Group } from 'h5wasm';
import { FerError } from '../../errors';
import type { Weight } from '../Network';
import { importPeer } from '../importPeer';
import type { SourceLayer } from './parseTopology';
import type { NamedWeight, WeightSource } from './readNetwork';

/** The first bytes of each HDF5 file. */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** True if bytes begin as an HDF5 file. */
export const isHdf5 = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, at) => bytes[at] === byte);

/** Counts files. Each gets a name of its own in the file system of the WebAssembly module. */
let files = 0;

async function loadLibrary() {
  const { default: library } = await importPeer('h5wasm', () => import('h5wasm'));
  const { FS } = await library.ready;
  return { library, FS };
}

/** Reads from an open HDF5 file. A missing entry is undefined or an empty list. */
interface Hdf5Reader {
  /** A text attribute of a group. */
  text(path: string, name: string): string | undefined;
  /** An attribute that is a list of texts; Keras splits long ones into `name0`, `name1` ... */
  texts(path: string, name: string): readonly string[];
  /** The names in a group. */
  list(path: string): readonly string[];
  /** A weight, to be read on demand. */
  weight(path: string): NamedWeight['read'];
}

/**
 * Reads an HDF5 file.
 * @param use - reads from the file, which is closed afterwards
 * @throws PEER_MISSING, MODEL_CORRUPT
 */
export async function readHdf5<Result>(
  bytes: Uint8Array,
  source: string,
  use: (reader: Hdf5Reader) => Result,
): Promise<Result> {
  if (!isHdf5(bytes)) throw damaged(source, 'an HDF5 file', 'something else');
  if (hasDamagedHeap(bytes)) throw damaged(source, 'a whole HDF5 file', 'a damaged heap of texts');
  const { library, FS } = await loadLibrary();
  const name = `read${++files}.h5`;
  FS.writeFile(name, bytes);
  let file: Hdf5File | undefined;
  try {
    file = new library.File(name, 'r');
    return use(createReader(file, source));
  } catch (cause) {
    if (cause instanceof FerError) throw cause;
    throw damaged(source, 'a whole HDF5 file', cause instanceof Error ? cause.message : String(cause), cause);
  } finally {
    file?.close();
    FS.unlink(name);
  }
}

/** Signature, version and reserved bytes of a global heap collection, which holds texts of any length. */
const HEAP = [0x47, 0x43, 0x4f, 0x4c, 1, 0, 0, 0];
const HEAP_HEADER = 16;

/**
 * True if the objects of a global heap do not fill it one after the other. The HDF5 library loops forever at an object of free
 * space without a size. Format: HDF5 file format specification 3.0, section III.E.
 */
function hasDamagedHeap(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sizeAt = (at: number): number => Number(view.getBigUint64(at, true));
  for (let start = bytes.indexOf(HEAP[0]!); start >= 0; start = bytes.indexOf(HEAP[0]!, start + 1)) {
    if (!HEAP.every((byte, at) => bytes[start + at] === byte) || start + HEAP_HEADER > bytes.length) continue;
    const end = start + sizeAt(start + 8);
    if (end > bytes.length) return true;
    let object = start + HEAP_HEADER;
    while (object + HEAP_HEADER <= end) {
      const isFree = view.getUint16(object, true) === 0;
      const size = sizeAt(object + 8);
      // The size of free space includes its header; data is padded to 8 bytes.
      const length = isFree ? size : HEAP_HEADER + Math.ceil(size / 8) * 8;
      if (length < HEAP_HEADER) return true;
      object += length;
    }
    if (object > end) return true;
  }
  return false;
}

function createReader(file: Hdf5File, source: string): Hdf5Reader {
  const find = (path: string): Group | Dataset | null =>
    path === '' ? file : (file.get(path) as Group | Dataset | null);
  const attribute = (path: string, name: string): unknown => find(path)?.attrs[name]?.value;
  const texts = (path: string, name: string): readonly string[] => {
    const whole = attribute(path, name);
    if (Array.isArray(whole)) return whole.map(String);
    if (whole !== undefined) return [];
    const parts: string[] = [];
    for (let part = 0; ; part++) {
      const values = attribute(path, `${name}${part}`);
      if (!Array.isArray(values)) return parts;
      parts.push(...values.map(String));
    }
  };
  return {
    text: (path, name) => {
      const value = attribute(path, name);
      return typeof value === 'string' ? value : undefined;
    },
    texts,
    list: (path) => {
      const group = find(path);
      return group !== null && 'keys' in group ? group.keys() : [];
    },
    weight: (path) => () => readWeight(find(path), path, source),
  };
}

function readWeight(entity: Group | Dataset | null, path: string, source: string): Weight {
  if (entity === null || !('shape' in entity)) throw damaged(source, `a weight at ${path}`, 'nothing');
  const { value, shape, dtype } = entity;
  if (shape !== null && (value instanceof Float32Array || value instanceof Float64Array)) {
    return { shape, values: Float32Array.from(value) };
  }
  // A weight without axes comes as a bare number.
  if (shape?.length === 0 && typeof value === 'number') return { shape, values: Float32Array.of(value) };
  throw damaged(source, `32-bit or 64-bit numbers at ${path}`, JSON.stringify(dtype));
}

function damaged(source: string, expected: string, received: string, cause?: unknown): FerError<'MODEL_CORRUPT'> {
  return new FerError('MODEL_CORRUPT', { source, failed: `Cannot read ${source}`, expected, received }, { cause });
}

/** A group to write: its attributes, weights and groups. */
export interface Hdf5Group {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly weights?: Readonly<Record<string, Weight>>;
  readonly groups?: Readonly<Record<string, Hdf5Group>>;
}

/**
 * Writes an HDF5 file.
 * @throws PEER_MISSING
 */
export async function writeHdf5(root: Hdf5Group): Promise<Uint8Array> {
  const { library, FS } = await loadLibrary();
  const name = `write${++files}.h5`;
  const file = new library.File(name, 'w');
  try {
    fillGroup(file, root);
  } finally {
    file.close();
  }
  const bytes = FS.readFile(name);
  FS.unlink(name);
  return bytes;
}

function fillGroup(target: Group, { attributes = {}, weights = {}, groups = {} }: Hdf5Group): void {
  for (const [name, text] of Object.entries(attributes)) target.create_attribute(name, text);
  for (const [name, { values, shape }] of Object.entries(weights)) {
    target.create_dataset({ name, data: values, shape: [...shape], dtype: '<f4' });
  }
  for (const [name, group] of Object.entries(groups)) fillGroup(target.create_group(name), group);
}

/**
 * The weights in an `.h5` file of Keras 2 or 3, found by name. The group of an inner network has the weights of all its layers, whose
 * names end in that of the layer and the role.
 * @param root - the group of the layers: `model_weights` in the file of a whole model, none in one of weights alone
 */
export function legacyWeights(file: Hdf5Reader, root = 'model_weights/'): WeightSource {
  return {
    weightsOf: ({ name, within }) => {
      const group = `${root}${outermost(within)?.name ?? name}`;
      return file
        .texts(group, 'weight_names')
        .filter((weight) => within === undefined || weight.split('/').at(-2) === name)
        .map((weight) => ({ name: weight, read: file.weight(`${group}/${weight}`) }));
    },
  };
}

const outermost = (layer: SourceLayer | undefined): SourceLayer | undefined =>
  layer?.within === undefined ? layer : outermost(layer.within);

/**
 * The weights in `model.weights.h5` of a `.keras` file, or in a file `.weights.h5`. A layer is found by its attribute `name`, which
 * Keras 3 writes, otherwise by its class and its number within the class; its variables are numbered.
 */
export function numberedWeights(file: Hdf5Reader): WeightSource {
  const groups = new Map<string, ReadonlyMap<string | undefined, string>>();
  const byName = (folder: string): ReadonlyMap<string | undefined, string> => {
    const names =
      groups.get(folder) ??
      new Map(file.list(folder).map((name) => [file.text(`${folder}/${name}/vars`, 'name'), `${folder}/${name}`]));
    groups.set(folder, names);
    return names;
  };
  const groupOf = ({ name, className, number, within }: SourceLayer): string => {
    const folder = within === undefined ? 'layers' : `${groupOf(within)}/layers`;
    return byName(folder).get(name) ?? `${folder}/${snakeCase(className)}${number === 0 ? '' : `_${number}`}`;
  };
  return {
    weightsOf: (layer) => {
      const group = `${groupOf(layer)}/vars`;
      return file
        .list(group)
        .map(Number)
        .sort((a, b) => a - b)
        .map((variable) => ({ read: file.weight(`${group}/${variable}`) }));
    },
  };
}

/** The name of a class in the paths of Keras 3: `SeparableConv2D` is `separable_conv2d`. */
export const snakeCase = (className: string): string =>
  className
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
