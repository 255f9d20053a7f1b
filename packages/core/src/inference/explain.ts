import type { ModelImage } from '../images/GrayImage';
import { importChunk } from '../importChunk';
import type { FerModel } from '../models/FerModel';
import type { ExplainOptions, Explanation } from './Explanation';

/**
 * Shows which parts of a face a score depends on, by occlusion: covers one square of the face after another with the
 * face's mean colour and measures how the score changes. It needs no gradients, so it works with every model on every
 * backend. It shows where the network looks, not whether the network is right.
 *
 * Source: M. Zeiler and R. Fergus, "Visualizing and Understanding Convolutional Networks" (2013), https://arxiv.org/abs/1311.2901.
 *
 * @param face - one face, framed like the training images, of any size
 * @throws OPTION_INVALID, DISPOSED
 *
 * @example
 * ```ts
 * const { label, width, influence } = await explain(model, await readGrayImage('face.png'));
 * const strongest = influence.indexOf(Math.max(...influence));
 * console.log(`${label} depends most on pixel (${strongest % width}, ${Math.floor(strongest / width)})`);
 * ```
 */
export async function explain(model: FerModel, face: ModelImage, options: ExplainOptions = {}): Promise<Explanation> {
  // A chunk of its own: most programs explain nothing.
  const { explainByOcclusion } = await importChunk('explanations', () => import('./explainByOcclusion'));
  return explainByOcclusion(model, face, options);
}
