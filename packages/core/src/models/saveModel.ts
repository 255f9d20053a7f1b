import { platform } from '#platform';
import { readBytes } from '../platform/readBytes';
import { encodeModel } from './encodeModel';
import type { FerModel } from './FerModel';
import type { WeightPrecision } from './ModelFile';

/** Options of {@link saveModel}. */
export interface SaveModelOptions {
  /** @default 'float32' */
  readonly precision: WeightPrecision;
}

/** The defaults of {@link SaveModelOptions}. */
export const saveModelDefaults: SaveModelOptions = { precision: 'float32' };

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
 * beside it. A model that stood there before stays whole until the new one is complete.
 * @param folder - where to write; created when missing
 * @throws STORAGE_FAILED, DISPOSED
 *
 * @example
 * ```ts
 * const { bytes, sha256 } = await saveModel(model, './my-model', { precision: 'float16' });
 * ```
 */
export async function saveModel(
  model: FerModel,
  folder: string,
  options: Partial<SaveModelOptions> = {},
): Promise<SavedModel> {
  const { precision } = { ...saveModelDefaults, ...options };
  model.assertUsable();
  const { file, weightsName, bytes, sha256 } = await encodeModel(model, precision);
  // The weights go under a name of their own and model.json, which names them, is written last: whenever this is
  // interrupted, the model.json that stands there finds the weights it was written with.
  const inFolder = (name: string): string => `${folder.replace(/\/+$/, '')}/${name}`;
  const path = inFolder('model.json');
  const previous = await readWeightsName(path);
  await platform.writeFile(inFolder(weightsName), bytes);
  await platform.writeFile(path, new TextEncoder().encode(file));
  if (previous !== undefined && previous !== weightsName) await platform.removeFile(inFolder(previous));
  return { path, bytes: bytes.byteLength, sha256 };
}

/** The weights file of the model that stands at a path, if one does and if its name is of our making. */
async function readWeightsName(path: string): Promise<string | undefined> {
  if (!(await platform.hasFile(path))) return undefined;
  const text = new TextDecoder().decode(await readBytes(path));
  return /"(weights\.[0-9a-f]{8}\.bin)"/.exec(text)?.[1];
}
