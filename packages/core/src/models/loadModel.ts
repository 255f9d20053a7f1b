import { importChunk } from '../importChunk';
import type { FerModel } from './FerModel';
import type { LoadModelOptions, ModelSource } from './openModelSource';

/**
 * Loads the model that comes with the package, in a chunk of the bundler: no other file is requested. MODEL_CARD.md describes
 * it.
 * @throws BACKEND_UNAVAILABLE
 *
 * @example
 * ```ts
 * const model = await loadModel({ backend: 'wasm' });
 * ```
 */
export async function loadModel(options?: LoadModelOptions): Promise<FerModel>;
/**
 * Loads a model that `saveModel` wrote, an export of Teachable Machine with its metadata.json, or any tfjs layers model whose labels and
 * scaling are given.
 * @param source - the folder, its ZIP archive or its model.json as a path or URL, or the files themselves; without it the bundled model
 * @throws SOURCE_UNREADABLE, MODEL_CORRUPT if bytes are damaged or missing, MODEL_INCOMPATIBLE if the metadata is
 * missing or does not fit the network, OPTION_INVALID, BACKEND_UNAVAILABLE
 *
 * @example
 * ```ts
 * const model = await loadModel('./my-model');
 * const imported = await loadModel('https://example.com/net/model.json', {
 *   metadata: {
 *     labels: ['smile', 'no smile'],
 *     input: { width: 48, height: 48, channels: 1 },
 *     preprocessing: { gray: 'rec601', resize: 'area', mean: 0, std: 1 },
 *   },
 * });
 * ```
 */
export async function loadModel(source: ModelSource | undefined, options?: LoadModelOptions): Promise<FerModel>;
export async function loadModel(
  first: ModelSource | LoadModelOptions | undefined,
  second?: LoadModelOptions,
): Promise<FerModel> {
  // An object before options is a source of a wrong type, which openModelSource refuses.
  const [source, options] =
    isOptions(first) && second === undefined ? [undefined, first] : [first as ModelSource | undefined, second];
  // Both are loaded on demand: a page that only creates models needs neither.
  const [{ readModel }, files] = await Promise.all([
    importChunk('model reader', () => import('./readModel')),
    source === undefined ? importBundledFiles() : Promise.resolve(source),
  ]);
  return readModel(files, options);
}

/** Accepts plain objects only: a `FileList` mistaken for options would silently load the bundled model. */
function isOptions(argument: unknown): argument is LoadModelOptions {
  return typeof argument === 'object' && argument !== null && Object.getPrototypeOf(argument) === Object.prototype;
}

async function importBundledFiles(): Promise<readonly File[]> {
  const { bundledModelFiles } = await importChunk('bundled model', () => import('../pretrained/bundledModelFiles'));
  return bundledModelFiles();
}
