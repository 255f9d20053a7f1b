import type { Abortable } from '../abortable';
import { engineOf, selectBackend } from '../backends/selectBackend';
import { isFerError } from '../errors';
import { FerModel } from './FerModel';
import { buildNetwork, networkUnusable } from './buildNetwork';
import { type LoadModelOptions, type ModelSource, openModelSource } from './openModelSource';
import { parseModelFile } from './parseModelFile';
import { readWeights } from './readWeights';

/** Implements `loadModel`; a chunk of its own, because many pages load no model. */
export async function readModel(source: ModelSource, options: LoadModelOptions): Promise<FerModel> {
  const { signal, onProgress, metadata, backend: choice = 'auto' } = options;
  const files = openModelSource(source);
  const text = new TextDecoder().decode(await files.read('model.json', { signal }));
  const file = await parseModelFile(text, files.name, metadata);
  const weights = await readWeights(file, files, options);
  const backend = await selectBackend(choice, { signal });
  onProgress?.({ type: 'backend', backend });
  const network = await engineOf(backend).runAsync(() => buildNetwork(file, weights, files.name));
  const model = FerModel.create(network, file.metadata, backend);
  try {
    await checkPrediction(model, files.name, { signal });
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Scores one image, because tfjs checks parts of a topology only when it computes. */
async function checkPrediction(model: FerModel, source: string, { signal }: Abortable): Promise<void> {
  const { width, height } = model.metadata.input;
  try {
    await model.predict([{ pixels: new Uint8Array(width * height), width, height }], { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw isFerError(error) ? error : networkUnusable('modelTopology', source, error);
  }
}
