import { decodeEmbedded } from '../base64';
import { modelJson, weights, weightsName } from './bundledModel.generated';

/** The files of the model that comes with the package. They are embedded in its code, so that no request is made for them. */
export function bundledModelFiles(): readonly File[] {
  const bytes = decodeEmbedded(weights);
  return [new File([modelJson], 'model.json'), new File([bytes], weightsName)];
}
