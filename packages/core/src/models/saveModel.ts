import { platform } from '#platform';
import type { Abortable } from '../abortable';
import {
  checkOption,
  describeValue,
  folderRule,
  oneOf,
  optionInvalid,
  defaultsOf,
  resolveOptions,
  withDefault,
  type OptionTable,
  signalRule,
} from '../options';
import { checkModel, type FerModel } from './FerModel';
import type { WeightPrecision } from './ModelMetadata';
import { encodeModel } from './encodeModel';

/** Options of {@link saveModel}. */
export interface SaveModelOptions extends Abortable {
  /** Number format of the weights in the file; `float16` halves its size. @default 'float32' */
  readonly precision?: WeightPrecision;
}

export const saveModelTable: OptionTable<SaveModelOptions, 'precision'> = {
  precision: withDefault('float32', oneOf('float32', 'float16')),
  signal: signalRule,
};

/** The defaults of {@link SaveModelOptions}. */
export const saveModelDefaults: Required<Pick<SaveModelOptions, 'precision'>> =
  /* @__PURE__ */ defaultsOf(saveModelTable);

/** Names of the weight files that saveModel writes, complete or temporary. */
const WEIGHTS = /^(?:weights\.[0-9a-f]{8}\.bin|\.weights\.[0-9a-f]{8}\.bin\.[0-9a-f-]{36}\.tmp)$/;

/** The files that {@link saveModel} wrote. */
export interface SavedModel {
  /** Path of the `model.json`. */
  readonly path: string;
  /** Size of the weights in bytes. */
  readonly bytes: number;
  /** SHA-256 of the weights in hexadecimal. */
  readonly sha256: string;
}

/**
 * Writes a model: a standard tfjs `model.json` that also holds labels, preprocessing and provenance, and a weights file
 * beside it. A model that the folder already holds stays readable until the new one is complete. A signal stops the call
 * only before its first write.
 * @param folder - a path, created if missing; in a page `download:name` or `indexeddb:name`
 * @throws OPTION_INVALID, DISPOSED, STORAGE_FAILED; STORAGE_BUSY if another save to the folder is running
 *
 * @example
 * ```ts
 * const { bytes, sha256 } = await saveModel(model, './my-model', { precision: 'float16' });
 * ```
 */
export async function saveModel(model: FerModel, folder: string, options: SaveModelOptions = {}): Promise<SavedModel> {
  const { precision, signal } = resolveOptions(options, saveModelTable);
  checkModel(model);
  checkOption('folder', folder, folderRule);
  if (/\.(h5|hdf5|keras|onnx|json|bin)$/i.test(folder)) {
    const next = 'saveModel writes a folder of files; exportModel of @ferkit/core/exchange writes .keras and .onnx.';
    throw optionInvalid('folder', 'the path of a folder', describeValue(folder), next);
  }
  signal?.throwIfAborted();
  const { file, weightsName, bytes, sha256 } = await encodeModel(model, precision);
  // The name of the weights file contains its hash, and model.json, which refers to it, is written last: after an
  // interruption at any point, the model.json in the folder still finds the weights that belong to it.
  const target = folder.replace(/\/+$/, '');
  const path = `${target}/model.json`;
  signal?.throwIfAborted();
  const release = await platform.lock(path);
  try {
    signal?.throwIfAborted();
    await platform.writeFile(`${target}/${weightsName}`, bytes);
    await platform.writeFile(path, new TextEncoder().encode(file));
    // Weights of the previous model, and temporary files of saves that were killed.
    await platform.removeMatching(target, (name) => WEIGHTS.test(name) && name !== weightsName);
  } finally {
    await release();
  }
  return { path, bytes: bytes.byteLength, sha256 };
}
