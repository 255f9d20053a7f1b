import { FerError } from '../errors';
import type { FerModel } from './FerModel';

/**
 * Checks that a dataset has colours where a network takes them: photos that were read as grey would be scored without an error, but worse.
 * A network of grey gets the luma of colours.
 * @throws MODEL_INCOMPATIBLE
 */
export function checkColours(
  { metadata }: FerModel,
  { channels, name }: { readonly channels: 1 | 3; readonly name: string },
): void {
  if (metadata.input.channels === 1 || channels === 3) return;
  throw new FerError('MODEL_INCOMPATIBLE', {
    field: 'input',
    failed: `The images of the dataset ${name} are grey, and the network takes colour`,
    expected: 'images of 3 channels',
    received: 'images of 1 channel',
    next: 'Open the dataset with { channels: 3 }: pictures keep their colours, and greys are repeated.',
  });
}
