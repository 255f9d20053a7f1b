import { loadModel, type BackendChoice, type FerModel } from '../index';

/** Loads the model in a folder; without one, the model that comes with the package. */
export async function openModel(
  folder: string | undefined,
  backend: BackendChoice,
  signal: AbortSignal,
): Promise<FerModel> {
  if (folder !== undefined) return loadModel(folder, { backend, signal });
  const { loadBundledModel } = await import('../pretrained/loadBundledModel');
  return loadBundledModel({ backend, signal });
}
