import { importChunk } from '../importChunk';
import type { FerModel } from './FerModel';
import type { LoadModelOptions, ModelSource } from './openModelSource';

/**
 * Loads a model that `saveModel` wrote, or any tfjs layers model whose labels and scaling are given.
 * @param source - the folder or its model.json as a path or URL, or the files themselves
 * @throws SOURCE_UNREADABLE, MODEL_CORRUPT where bytes are damaged or missing, MODEL_INCOMPATIBLE where the metadata is
 * missing or does not fit the network, BACKEND_UNAVAILABLE
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
export async function loadModel(source: ModelSource, options: LoadModelOptions = {}): Promise<FerModel> {
  // A page that makes its models, or is given them, does without the reader of files.
  const { readModel } = await importChunk('model reader', () => import('./readModel'));
  return readModel(source, options);
}
