import * as tf from '@tensorflow/tfjs';

/**
 * Frees what a gradient that threw has left. tfjs keeps tensors of the forward for the backward and frees them at its
 * end; where it never gets there, `tidy` does not free them either. Does nothing within another gradient.
 */
export function releaseTape(): void {
  const { state } = tf.engine();
  if (state.gradientDepth > 0) return;
  // Typed as always there, and null outside of gradients.
  const tape = state.activeTape as typeof state.activeTape | null | undefined;
  for (const { saved } of tape ?? []) tf.dispose(saved);
  state.activeTape = [];
}
