import { FerError } from '../errors';

/**
 * Allocates memory for pixels.
 * @throws OUT_OF_MEMORY
 */
export function allocatePixels(length: number): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    throw new FerError(
      'OUT_OF_MEMORY',
      {
        name: 'memory',
        failed: 'The pixels of the dataset do not fit into memory',
        received: `${length} bytes of them`,
        next: 'Read it in parts, or with a smaller width and height.',
      },
      { cause },
    );
  }
}
