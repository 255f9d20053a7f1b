import { FerError } from '../errors';
import { checkIndices } from './checkIndices';

/**
 * Checks that logits and the true labels of their samples belong together.
 * @param failed - what cannot be done without, for the message
 * @throws OPTION_INVALID
 */
export function checkLogits(failed: string, logits: Float32Array, truth: ArrayLike<number>, classes: number): void {
  checkIndices('truth', truth, classes);
  if (truth.length > 0 && logits.length === truth.length * classes && logits.every(Number.isFinite)) return;
  throw new FerError('OPTION_INVALID', {
    option: 'logits',
    failed,
    expected: `finite numbers, ${classes} for each of one or more samples`,
    received: `${logits.length} numbers for ${truth.length} samples`,
  });
}
