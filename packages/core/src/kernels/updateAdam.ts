import type * as tf from '@tensorflow/tfjs';
import { hasKernel, runKernel } from '../tfjs/kernels';

/** The kernel of {@link updateAdam}. */
export const updateAdamKernel = 'FerkitUpdateAdam';

/** Hyperparameters of one step of Adam. */
export interface AdamAttributes extends Readonly<Record<string, number>> {
  /** Decay of the mean. */
  readonly beta1: number;
  /** Decay of the variance. */
  readonly beta2: number;
  /** Learning rate, with both bias corrections. */
  readonly rate: number;
  readonly epsilon: number;
  /** L2 regularisation: coupled * weight is added to the gradient. */
  readonly coupled: number;
  /** Weight decay of AdamW: decoupled * weight is subtracted from the weight. */
  readonly decoupled: number;
}

/** True if the engine in use has the kernel of {@link updateAdam}. */
export function canUpdateAdam(): boolean {
  return hasKernel(updateAdamKernel);
}

/**
 * One step of Adam (D. Kingma and J. Ba 2014, arXiv:1412.6980) or AdamW (I. Loshchilov and F. Hutter 2017, arXiv:1711.05101) as one
 * kernel, instead of a dozen. All tensors have the same shape; `mean` and `variance` are the moment estimates.
 */
export function updateAdam(
  inputs: Readonly<Record<'weight' | 'gradient' | 'mean' | 'variance', tf.Tensor>>,
  attributes: AdamAttributes,
): { readonly weight: tf.Tensor; readonly mean: tf.Tensor; readonly variance: tf.Tensor } {
  const [weight, mean, variance] = runKernel(updateAdamKernel, inputs, attributes);
  return { weight: weight!, mean: mean!, variance: variance! };
}
