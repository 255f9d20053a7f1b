import type { Abortable } from '../abortable';
import type { GrayImage } from '../images/GrayImage';
import { loadPart } from '../loadPart';
import type { FerModel } from '../models/FerModel';

/** Options of {@link explain}. */
export interface ExplainOptions {
  /** What is to be explained; null takes the label with the highest score. @default null */
  readonly label: string | null;
  /** Side of the square that covers a part of the face, in pixels of the model's input; at least 1. @default 8 */
  readonly patch: number;
  /** Pixels from one square to the next, from 1 to `patch`; half as much takes four times as long. @default 4 */
  readonly stride: number;
  /** Covered images that go through the network at once. @default 64 */
  readonly batchSize: number;
  /** Softens (above 1) or sharpens (below 1) the scores; null takes what calibration wrote into the model. @default null */
  readonly temperature: number | null;
}

/** The defaults of {@link ExplainOptions}. */
export const explainDefaults: ExplainOptions = { label: null, patch: 8, stride: 4, batchSize: 64, temperature: null };

/** Which parts of a face drove a decision. */
export interface Explanation {
  /** What is explained. */
  readonly label: string;
  /** Its score for the whole face, in [0, 1]. */
  readonly score: number;
  /** Of the model's input, in pixels. */
  readonly width: number;
  readonly height: number;
  /**
   * For each pixel, row by row, what the score loses on average while the pixel is covered, in [-1, 1]: above 0 it speaks
   * for the label, below 0 against it.
   */
  readonly influence: Float32Array;
}

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
  const { explainByOcclusion } = await loadPart('explanations', () => import('./explainByOcclusion'));
  return explainByOcclusion(model, face, { ...explainDefaults, ...options });
}
