import type { Preprocessing } from '../images/Preprocessing';
import type { FerModel } from '../models/FerModel';
import type { ModelMetadata } from '../models/ModelMetadata';
import type { Network } from './Network';
import { readLayers } from './readLayers';
import { resolveNormalization } from './resolveNormalization';
import { addScaling } from './scaling';
import { addTemperature } from './temperature';

/** A network that takes pixels from 0 to 255 and gives the scores of a model, and what is to be known of it. */
export interface LabelledNetwork {
  readonly network: Network;
  readonly metadata: ModelMetadata;
}

/** What a file says of the pixels, for those who read it: scaling is a layer of the network. */
export const describePixels = ({ gray, resize, mean, std }: Preprocessing) => ({
  range: '0..255',
  gray,
  resize,
  insideTheNetwork: { mean, std },
});

/**
 * Reads a model as one network that does all that ferkit does with pixels: scaling before its layers, and the temperature
 * of its calibration before the softmax.
 * @throws DISPOSED, LAYER_UNSUPPORTED, MODEL_INCOMPATIBLE
 */
export async function readLabelledNetwork(model: FerModel): Promise<LabelledNetwork> {
  const { metadata } = model;
  const plain = resolveNormalization(await readLayers(model, 'the model'));
  return { network: addTemperature(addScaling(plain, metadata.preprocessing), metadata.temperature), metadata };
}
