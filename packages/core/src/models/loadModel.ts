import type { Abortable } from '../abortable';
import type { BackendChoice } from '../backends/BackendProvider';
import { selectBackend } from '../backends/selectBackend';
import { useBackend } from '../backends/useBackend';
import { buildNetwork } from './buildNetwork';
import { FerModel } from './FerModel';
import type { LoadEvent } from './LoadEvent';
import { openModelSource, type ModelSource } from './openModelSource';
import { parseModelFile, type MissingMetadata } from './parseModelFile';
import { readWeights } from './readWeights';

/** Options of {@link loadModel}. */
export interface LoadModelOptions extends Abortable {
  /** @default 'auto' */
  readonly backend?: BackendChoice;
  /** What a file that ferkit did not write lacks; it overrides what one of ferkit's says. */
  readonly metadata?: MissingMetadata;
  readonly onProgress?: (event: LoadEvent) => void;
}

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
  const { signal, onProgress, metadata, backend: choice = 'auto' } = options;
  const files = openModelSource(source);
  const text = new TextDecoder().decode(await files.read('model.json', { signal }));
  const file = parseModelFile(text, files.name, metadata);
  const weights = await readWeights(file, files, options);
  const backend = await selectBackend(choice, { signal });
  onProgress?.({ type: 'backend', backend });
  useBackend(backend);
  return new FerModel(await buildNetwork(file, weights, files.name), file.metadata, backend);
}
