import { readPackaged } from '../packagedFiles';
import { modelJson, weights, weightsName } from './bundledModel.generated';

/** The files of the model that comes with the package. Its code embeds them, but for that of the worker that bundles start. */
export async function bundledModelFiles(): Promise<readonly File[]> {
  const bytes = await readPackaged('model', weights);
  return [new File([modelJson], 'model.json'), new File([bytes], weightsName)];
}
