import type * as tf from '@tensorflow/tfjs';
import { hasKernel, runKernel } from '../tfjs/kernels';

/** The kernel of {@link updateAdam}. */
export const updateAdamKernel = 'FerkitUpdateAdam';

/** What an update by Adam is computed with. */
export interface AdamAttributes extends Readonly<Record<string, number>> {
  readonly beta1: number;
  readonly beta2: number;
  /** With both corrections of bias. */
  readonly rate: number;
  readonly epsilon: number;
  /** How many times the weight is added to its gradient. */
  readonly coupled: number;
  /** How many times the weight is taken from the updated one. */
  readonly decoupled: number;
}

/** Whether the engine in use can {@link updateAdam}. */
export function canUpdateAdam(): boolean {
  return hasKernel(updateAdamKernel);
}

/** One update by Adam in one pass over the numbers, where composing it takes a dozen. All tensors have one shape. */
export function updateAdam(
  inputs: Readonly<Record<'weight' | 'gradient' | 'mean' | 'variance', tf.Tensor>>,
  attributes: AdamAttributes,
): { readonly weight: tf.Tensor; readonly mean: tf.Tensor; readonly variance: tf.Tensor } {
  const [weight, mean, variance] = runKernel(updateAdamKernel, inputs, attributes);
  return { weight: weight!, mean: mean!, variance: variance! };
}
