import { importChunk } from '../importChunk';
import type { FerModel } from './FerModel';
import type { LoadModelOptions, ModelSource } from './openModelSource';

/**
 * Loads the model that comes with the package. No request is made for it but for the chunk of the bundler that holds it. Its
 * card is MODEL_CARD.md.
 * @throws BACKEND_UNAVAILABLE
 *
 * @example
 * ```ts
 * const model = await loadModel({ backend: 'wasm' });
 * ```
 */
export async function loadModel(options?: LoadModelOptions): Promise<FerModel>;
/**
 * Loads a model that `saveModel` wrote, or any tfjs layers model whose labels and scaling are given.
 * @param source - the folder or its model.json as a path or URL, or the files themselves; without it the bundled model
 * @throws SOURCE_UNREADABLE, MODEL_CORRUPT where bytes are damaged or missing, MODEL_INCOMPATIBLE where the metadata is
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
  second: LoadModelOptions = {},
): Promise<FerModel> {
  const [source, options] = isOptions(first) ? [undefined, first] : [first, second];
  // A page that makes its models, or is given them, needs neither the reader of files nor the bundled model.
  const [{ readModel }, files] = await Promise.all([
    importChunk('model reader', () => import('./readModel')),
    source === undefined ? importBundledFiles() : Promise.resolve(source),
  ]);
  return readModel(files, options);
}

/** A plain object only: a `FileList`, taken for options, would load the bundled model without a word. */
function isOptions(argument: unknown): argument is LoadModelOptions {
  return typeof argument === 'object' && argument !== null && Object.getPrototypeOf(argument) === Object.prototype;
}

async function importBundledFiles(): Promise<readonly File[]> {
  const { bundledModelFiles } = await importChunk('bundled model', () => import('../pretrained/bundledModelFiles'));
  return bundledModelFiles();
}
