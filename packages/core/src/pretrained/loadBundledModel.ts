import type { FerModel } from '../models/FerModel';
import type { LoadModelOptions } from '../models/openModelSource';
import { readModel } from '../models/readModel';
import { modelJson, weights, weightsName } from './bundledModel.generated';

/**
 * Loads the model that comes with the package: no request is made, in Node or in a page. Its card is MODEL_CARD.md.
 * @throws BACKEND_UNAVAILABLE
 *
 * @example
 * ```ts
 * import { loadBundledModel } from '@ferkit/core/pretrained';
 * const model = await loadBundledModel();
 * ```
 */
export function loadBundledModel(options: LoadModelOptions = {}): Promise<FerModel> {
  const bytes = Uint8Array.from(atob(weights), (character) => character.charCodeAt(0));
  return readModel([new File([modelJson], 'model.json'), new File([bytes], weightsName)], options);
}
