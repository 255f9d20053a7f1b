import * as tf from '@tensorflow/tfjs';
import { FerError } from '../errors';
import type { Abortable } from '../abortable';
import type { LoadEvent } from './LoadEvent';
import type { ModelFiles } from './openModelSource';
import type { ParsedModelFile } from './parseModelFile';
import { sha256 } from './sha256';

const BYTES_PER_VALUE: Readonly<Record<string, number>> = { float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1 };

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
  const total = specs.reduce((sum, spec) => sum + byteLength(spec), 0);
  const bytes = new Uint8Array(total);
  let offset = 0;
  for (const path of file.manifest.flatMap(({ paths }) => paths)) {
    const part = await files.read(path, {
      signal,
      onChunk: (loaded) => onProgress?.({ type: 'read', loaded: offset + loaded, total }),
    });
    if (offset + part.byteLength > total) throw corrupt(files.name, `${total} bytes of weights`, 'more');
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

/** Puts weights on the current backend, by name. The caller disposes them. */
export function decodeWeights({ bytes, specs }: LoadedWeights): tf.NamedTensorMap {
  return tf.io.decodeWeights(bytes.buffer as ArrayBuffer, [...specs]);
}

function byteLength({ name, shape, dtype, quantization }: tf.io.WeightsManifestEntry): number {
  const type = quantization?.dtype ?? dtype;
  const size = BYTES_PER_VALUE[type];
  const values = shape.reduce((product, side) => product * side, 1);
  if (size !== undefined && Number.isSafeInteger(values) && values >= 0 && values * size <= MAX_WEIGHT_BYTES) {
    return values * size;
  }
  throw new FerError('MODEL_INCOMPATIBLE', {
    field: 'weightsManifest',
    failed: `The weight "${name}" cannot be read`,
    expected: `at most ${MAX_WEIGHT_BYTES} bytes of ${Object.keys(BYTES_PER_VALUE).join(', ')}`,
    received: `${type} of shape [${shape.join(', ')}]`,
  });
}

/** Far above any network for faces, and low enough that a forged size cannot exhaust memory. */
const MAX_WEIGHT_BYTES = 1 << 30;

function corrupt(source: string, expected: string, received: string): FerError {
  return new FerError('MODEL_CORRUPT', {
    source,
    failed: `The weights of ${source} are damaged`,
    expected,
    received,
    next: 'Copy or download the model again.',
  });
}
