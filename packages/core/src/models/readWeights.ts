import * as tf from '@tensorflow/tfjs';
import type { Abortable } from '../abortable';
import { FerError } from '../errors';
import type { LoadEvent, ModelFiles } from './openModelSource';
import type { ParsedModelFile } from './parseModelFile';
import { sha256 } from './sha256';

const BYTES_PER_VALUE: Readonly<Record<string, number>> = { float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1 };

/** Far above any network for faces, and low enough that a forged size cannot exhaust memory. */
const MOST_BYTES = 1 << 30;

/** Weights as they came from files, checked, not yet on a backend. */
export interface LoadedWeights {
  readonly bytes: Uint8Array;
  readonly specs: readonly tf.io.WeightsManifestEntry[];
}

/**
 * Reads the weights of a model file and checks their number and their hash.
 * @throws SOURCE_UNREADABLE, MODEL_CORRUPT, MODEL_INCOMPATIBLE for a number type that tfjs does not know
 */
export async function readWeights(
  file: Pick<ParsedModelFile, 'manifest' | 'weights'>,
  files: ModelFiles,
  { signal, onProgress }: { readonly onProgress?: (event: LoadEvent) => void } & Abortable,
): Promise<LoadedWeights> {
  const specs = file.manifest.flatMap(({ weights }) => weights);
  checkNames(specs);
  const total = specs.reduce((sum, spec) => sum + byteLength(spec), 0);
  if (total > MOST_BYTES) throw unreadable('weights', `at most ${MOST_BYTES} bytes`, `${total} bytes`);
  const bytes = new Uint8Array(total);
  let offset = 0;
  for (const path of file.manifest.flatMap(({ paths }) => paths)) {
    const part = await files.read(path, {
      signal,
      onChunk: (loaded) => {
        // Not only at its end, which a stream need not have.
        if (offset + loaded > total) throw corrupt(files.name, `${total} bytes of weights`, 'more');
        onProgress?.({ type: 'read', loaded: offset + loaded, total });
      },
    });
    bytes.set(part, offset);
    offset += part.byteLength;
  }
  if (offset < total) throw corrupt(files.name, `${total} bytes of weights`, `${offset} bytes`);
  const expected = file.weights?.sha256;
  if (expected !== undefined) {
    const actual = await sha256(bytes);
    if (actual !== expected) throw corrupt(files.name, `weights with SHA-256 ${expected}`, actual);
  }
  return { bytes, specs };
}

/**
 * Puts weights on the current backend, by name. The caller disposes them.
 * @throws MODEL_CORRUPT where one is not a finite number, of which nothing good can be computed; a plain error where tfjs cannot
 * read them
 */
export async function decodeWeights({ bytes, specs }: LoadedWeights, source: string): Promise<tf.NamedTensorMap> {
  // So that those before one that cannot be read do not stay.
  const tensors = tf.tidy(() => tf.io.decodeWeights(bytes.buffer as ArrayBuffer, [...specs]));
  for (const [name, tensor] of Object.entries(tensors)) {
    if ((await tensor.data()).every(Number.isFinite)) continue;
    tf.dispose(tensors);
    throw corrupt(source, 'finite numbers', `others in the weight "${name}"`);
  }
  return tensors;
}

/** How many numbers weights have together. */
export const countValues = ({ specs }: LoadedWeights): number =>
  specs.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape), 0);

/** What a weight may be called: tfjs keeps them in an object, of which these are more than a key. */
const isName = (name: unknown): boolean => typeof name === 'string' && !(name in Object.prototype);

function checkNames(specs: readonly (tf.io.WeightsManifestEntry | null)[]): void {
  const names = specs.map((spec) => spec?.name);
  const wrong = names.find((name, index) => !isName(name) || names.indexOf(name) !== index);
  if (wrong === undefined && names.every(isName)) return;
  throw unreadable('weights', 'entries with a name each, all different', `one called ${String(wrong)}`);
}

function byteLength({ name, shape, dtype, quantization }: tf.io.WeightsManifestEntry): number {
  const type = quantization?.dtype ?? dtype;
  const size = Object.hasOwn(BYTES_PER_VALUE, type) ? BYTES_PER_VALUE[type]! : NaN;
  // Whatever the file has in their place: it was not looked at before.
  const sides: readonly unknown[] = Array.isArray(shape) ? shape : [NaN];
  const isSide = (side: unknown): boolean => typeof side === 'number' && Number.isInteger(side) && side >= 0;
  const values = sides.every(isSide) ? shape.reduce((product, side) => product * side, 1) : NaN;
  if (values * size <= MOST_BYTES) return values * size;
  const expected = `at most ${MOST_BYTES} bytes of ${Object.keys(BYTES_PER_VALUE).join(', ')}`;
  throw unreadable(`weight "${name}"`, expected, `${JSON.stringify(type)} of shape ${JSON.stringify(shape)}`);
}

function unreadable(what: string, expected: string, received: string): FerError {
  return new FerError('MODEL_INCOMPATIBLE', {
    field: 'weightsManifest',
    failed: `The ${what} cannot be read`,
    expected,
    received,
  });
}

function corrupt(source: string, expected: string, received: string): FerError {
  return new FerError('MODEL_CORRUPT', {
    source,
    failed: `The weights of ${source} are damaged`,
    expected,
    received,
    next: 'Copy or download the model again.',
  });
}
