import { platform } from '#platform';
import type { Abortable } from '../abortable';
import type { FerModel } from './FerModel';
import type { WeightPrecision } from './ModelMetadata';
import { encodeModel } from './encodeModel';

/** Options of {@link saveModel}. */
export interface SaveModelOptions {
  /** @default 'float32' */
  readonly precision: WeightPrecision;
}

/** The defaults of {@link SaveModelOptions}. */
export const saveModelDefaults: SaveModelOptions = { precision: 'float32' };

/** The weights files of our making, whole or half-written. */
const WEIGHTS = /^(?:weights\.[0-9a-f]{8}\.bin|\.weights\.[0-9a-f]{8}\.bin\.[0-9a-f-]{36}\.tmp)$/;

/** What {@link saveModel} wrote. */
export interface SavedModel {
  /** Path of the `model.json`. */
  readonly path: string;
  /** Size of the weights in bytes. */
  readonly bytes: number;
  /** SHA-256 of the weights in hexadecimal. */
  readonly sha256: string;
}

/**
 * Writes a model as one artefact: a standard tfjs `model.json` with labels, scaling and provenance inside, and its weights
 * beside it. A model that stood there before stays whole until the new one is complete. A signal stops it as long as nothing
 * is written yet.
 * @param folder - where to write; created when missing
 * @throws STORAGE_FAILED, DISPOSED; STORAGE_BUSY where another save to the folder is under way
 *
 * @example
 * ```ts
 * const { bytes, sha256 } = await saveModel(model, './my-model', { precision: 'float16' });
 * ```
 */
export async function saveModel(
  model: FerModel,
  folder: string,
  options: Partial<SaveModelOptions> & Abortable = {},
): Promise<SavedModel> {
  const { precision, signal } = { ...saveModelDefaults, ...options };
  signal?.throwIfAborted();
  const { file, weightsName, bytes, sha256 } = await encodeModel(model, precision);
  // The weights go under a name of their own and model.json, which names them, is written last: whenever this is
  // interrupted, the model.json that stands there finds the weights it was written with.
  const target = folder.replace(/\/+$/, '');
  const path = `${target}/model.json`;
  signal?.throwIfAborted();
  const release = await platform.lock(path);
  try {
    signal?.throwIfAborted();
    await platform.writeFile(`${target}/${weightsName}`, bytes);
    await platform.writeFile(path, new TextEncoder().encode(file));
    // Those of the model that stood there, and those that saves left which were killed before their end.
    await platform.removeMatching(target, (name) => WEIGHTS.test(name) && name !== weightsName);
  } finally {
    await release();
  }
  return { path, bytes: bytes.byteLength, sha256 };
}
