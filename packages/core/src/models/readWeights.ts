import * as tf from '@tensorflow/tfjs';
import type { Abortable } from '../abortable';
import { FerError } from '../errors';
import type { LoadEvent, ModelFiles } from './openModelSource';
import type { ParsedModelFile } from './parseModelFile';
import { sha256 } from './sha256';
import { notify } from '../notify';

const BYTES_PER_VALUE: Readonly<Record<string, number>> = { float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1 };

/** Limit of all weights in bytes: far more than any network for faces needs, yet a forged size cannot exhaust memory. */
const MAX_BYTES = 1 << 30;

/** Checked weights from files, not yet on a backend. */
export interface LoadedWeights {
  readonly bytes: Uint8Array;
  readonly specs: readonly tf.io.WeightsManifestEntry[];
}

/**
 * Reads the weights of a model file and checks their size and hash.
 * @throws SOURCE_UNREADABLE, MODEL_CORRUPT, MODEL_INCOMPATIBLE for an unknown data type
 */
export async function readWeights(
  file: Pick<ParsedModelFile, 'manifest' | 'weights'>,
  files: ModelFiles,
  { signal, onProgress }: { readonly onProgress?: (event: LoadEvent) => unknown } & Abortable,
): Promise<LoadedWeights> {
  const specs = file.manifest.flatMap(({ weights }) => weights);
  checkNames(specs);
  const total = specs.reduce((sum, spec) => sum + byteLength(spec), 0);
  if (total > MAX_BYTES) throw unreadable('weights', `at most ${MAX_BYTES} bytes`, `${total} bytes`);
  const bytes = new Uint8Array(total);
  let offset = 0;
  let listened: Promise<unknown> = Promise.resolve();
  for (const path of file.manifest.flatMap(({ paths }) => paths)) {
    const part = await files.read(path, {
      signal,
      onChunk: (loaded) => {
        // Checked per chunk, because a stream may be endless.
        if (offset + loaded > total) throw corrupt(files.name, `${total} bytes of weights`, 'more');
        const told = notify(onProgress, { type: 'read', loaded: offset + loaded, total }, { signal });
        listened = Promise.all([listened, told]);
        // Thrown below, once the file is read.
        listened.catch(() => undefined);
      },
    });
    await listened;
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
 * Decodes weights on the current backend, by name. The caller disposes of them.
 * @throws MODEL_CORRUPT if a value is not finite; a plain error if tfjs cannot decode them
 */
export async function decodeWeights({ bytes, specs }: LoadedWeights, source: string): Promise<tf.NamedTensorMap> {
  // If a weight cannot be decoded, tidy disposes of the tensors before it.
  const tensors = tf.tidy(() => tf.io.decodeWeights(bytes.buffer as ArrayBuffer, [...specs]));
  for (const [name, tensor] of Object.entries(tensors)) {
    if ((await tensor.data()).every(Number.isFinite)) continue;
    tf.dispose(tensors);
    throw corrupt(source, 'finite numbers', `NaN or an infinity in the weight "${name}"`);
  }
  return tensors;
}

/** Number of values in all weights. */
export const countValues = ({ specs }: LoadedWeights): number =>
  specs.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape), 0);

/** tfjs keeps weights in an object by name, so that names of its prototype such as `constructor` are refused. */
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
  // The manifest is not checked yet, so any JSON may be here.
  const sides: readonly unknown[] = Array.isArray(shape) ? shape : [NaN];
  const isSide = (side: unknown): boolean => typeof side === 'number' && Number.isInteger(side) && side >= 0;
  const values = sides.every(isSide) ? shape.reduce((product, side) => product * side, 1) : NaN;
  if (values * size <= MAX_BYTES) return values * size;
  const expected = `at most ${MAX_BYTES} bytes of ${Object.keys(BYTES_PER_VALUE).join(', ')}`;
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
