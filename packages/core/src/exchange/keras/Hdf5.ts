import type { Dataset, File as Hdf5File, Group } from 'h5wasm';
import { FerError } from '../../errors';
import type { Weight } from '../Network';
import { importPeer } from '../importPeer';
import type { NamedWeight, SourceLayer, WeightSource } from './readNetwork';

/** The first bytes of each HDF5 file. */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Whether bytes are an HDF5 file. */
export const isHdf5 = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, at) => bytes[at] === byte);

/** Files live in the memory of the WebAssembly module, under names that are used once. */
let files = 0;

async function loadLibrary() {
  const { default: library } = await importPeer('h5wasm', () => import('h5wasm'));
  const { FS } = await library.ready;
  return { library, FS };
}

/** What can be asked of an opened HDF5 file. Everything that is not there is undefined or an empty list. */
interface Hdf5Reader {
  /** A text attribute of a group. */
  text(path: string, name: string): string | undefined;
  /** An attribute that is a list of texts; Keras splits long ones into `name0`, `name1` ... */
  texts(path: string, name: string): readonly string[];
  /** The names in a group. */
  list(path: string): readonly string[];
  /** A weight, which is read when it is asked for. */
  weight(path: string): NamedWeight['read'];
}

/**
 * Reads an HDF5 file.
 * @param use - what is done with it; the file is closed afterwards
 * @throws PEER_MISSING, MODEL_CORRUPT
 */
export async function readHdf5<Result>(
  bytes: Uint8Array,
  source: string,
  use: (reader: Hdf5Reader) => Result,
): Promise<Result> {
  if (!isHdf5(bytes)) throw damaged(source, 'an HDF5 file', 'something else');
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

/** A group of an HDF5 file to write: its attributes, and in it weights and other groups. */
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

/** The weights of a whole model in `.h5`, which Keras 2 wrote first and Keras 3 writes on request: by names. */
export function legacyWeights(file: Hdf5Reader): WeightSource {
  return {
    weightsOf: ({ name }) => {
      const group = `model_weights/${name}`;
      return file
        .texts(group, 'weight_names')
        .map((weight) => ({ name: weight, read: file.weight(`${group}/${weight}`) }));
    },
  };
}

/**
 * The weights in `model.weights.h5` of a `.keras` file: the variables of a layer by number, the layer by its class and its
 * number among those of its class. Keras 3 also notes its name, which is sure where it is there.
 */
export function numberedWeights(file: Hdf5Reader): WeightSource {
  const groups = file.list('layers').map((name) => `layers/${name}/vars`);
  const byName = new Map(groups.map((group) => [file.text(group, 'name'), group]));
  const numbered = ({ className, number }: SourceLayer): string =>
    `layers/${snakeCase(className)}${number === 0 ? '' : `_${number}`}/vars`;
  return {
    weightsOf: (layer) => {
      const group = byName.get(layer.name) ?? numbered(layer);
      return file
        .list(group)
        .map(Number)
        .sort((a, b) => a - b)
        .map((variable) => ({ read: file.weight(`${group}/${variable}`) }));
    },
  };
}

/** A class' name as Keras 3 writes it in paths: `SeparableConv2D` is `separable_conv2d`. */
export const snakeCase = (className: string): string =>
  className
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
