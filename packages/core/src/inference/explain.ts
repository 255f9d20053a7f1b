import type { Abortable } from '../abortable';
import type { GrayImage } from '../images/GrayImage';
import { importChunk } from '../importChunk';
import type { FerModel } from '../models/FerModel';
import { explainDefaults, type ExplainOptions, type Explanation } from './explainByOcclusion';

/**
 * Shows which parts of a face a decision hangs on: covers one square of it after the other with the face's mean grey and
 * sees how the score changes. It needs no gradients, so it works with any model on any backend. It tells what the network
 * looks at, not whether it is right to.
 *
 * Source: M. Zeiler and R. Fergus, "Visualizing and Understanding Convolutional Networks" (2013), https://arxiv.org/abs/1311.2901.
 *
 * @param face - one face, framed as the model was trained on, of any size
 * @throws OPTION_INVALID, DISPOSED
 *
 * @example
 * ```ts
 * const { label, width, influence } = await explain(model, face);
 * const strongest = influence.indexOf(Math.max(...influence));
 * console.log(label, 'hangs most on', strongest % width, Math.floor(strongest / width));
 * ```
 */
export async function explain(
  model: FerModel,
  face: GrayImage,
  options: Partial<ExplainOptions> & Abortable = {},
): Promise<Explanation> {
  // Only those who ask why load it.
  const { explainByOcclusion } = await importChunk('explanations', () => import('./explainByOcclusion'));
  return explainByOcclusion(model, face, { ...explainDefaults, ...options });
}
