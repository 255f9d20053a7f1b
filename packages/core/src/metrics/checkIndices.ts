import { FerError } from '../errors';

/**
 * Checks that each of the numbers stands for a class.
 * @param option - what the numbers are called, for the message
 * @throws OPTION_INVALID
 */
export function checkIndices(option: string, indices: ArrayLike<number>, classes: number): void {
  for (let sample = 0; sample < indices.length; sample++) {
    const index = indices[sample]!;
    if (Number.isInteger(index) && index >= 0 && index < classes) continue;
    throw new FerError('OPTION_INVALID', {
      option,
      failed: `The labels of the samples cannot be used`,
      expected: `whole numbers from 0 to ${classes - 1} in "${option}"`,
      received: `${index} for sample ${sample}`,
    });
  }
}
