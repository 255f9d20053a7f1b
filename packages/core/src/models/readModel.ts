import { engineOf, selectBackend } from '../backends/selectBackend';
import { resolveOptions } from '../options';
import type { FerModel } from './FerModel';
import { admitNetwork } from './admitNetwork';
import { buildNetwork } from './buildNetwork';
import { type LoadModelOptions, loadModelTable, type ModelSource, openModelSource } from './openModelSource';
import { parseModelFile } from './parseModelFile';
import { readWeights } from './readWeights';
import { readTeachableMachine } from './teachableMachine';
import { notify } from '../notify';

/** Implements `loadModel`; a chunk of its own, because many pages load no model. */
export async function readModel(source: ModelSource, options: LoadModelOptions = {}): Promise<FerModel> {
  const resolved = resolveOptions(options, loadModelTable);
  const { signal, onProgress, metadata, backend: choice } = resolved;
  const files = openModelSource(source);
  const text = new TextDecoder().decode(await files.read(files.modelFile, { signal }));
  const file = await parseModelFile(text, files.name, metadata, async () => {
    const isTold = metadata?.labels && metadata.input && metadata.preprocessing;
    const facts = isTold ? undefined : await readTeachableMachine(files, { signal });
    if (facts === undefined) return undefined;
    const { architecture: _, ...told } = facts;
    await notify(onProgress, { type: 'assumed', from: 'Teachable Machine', ...told }, { signal });
    return facts;
  });
  // Starts while the weights arrive. Its error is thrown after theirs.
  const selecting = selectBackend(choice, { signal });
  selecting.catch(() => undefined);
  const weights = await readWeights(file, files, resolved);
  const backend = await selecting;
  await notify(onProgress, { type: 'backend', backend }, { signal });
  const engine = engineOf(backend);
  const network = await engine.runAsync(() => buildNetwork(file, weights, files.name, engine));
  return admitNetwork({ network, metadata: file.metadata, backend, source: files.name, isBuilt: false }, { signal });
}
