import { selectBackend } from '../backends/selectBackend';
import { useBackend } from '../backends/useBackend';
import { buildNetwork } from './buildNetwork';
import { FerModel } from './FerModel';
import type { LoadModelOptions } from './loadModel';
import { openModelSource, type ModelSource } from './openModelSource';
import { parseModelFile } from './parseModelFile';
import { readWeights } from './readWeights';

/** What `loadModel` does, once it is loaded itself. */
export async function readModel(source: ModelSource, options: LoadModelOptions): Promise<FerModel> {
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
