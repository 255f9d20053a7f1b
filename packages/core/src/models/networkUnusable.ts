import { FerError } from '../errors';
import { nameAndMessage } from '../importChunk';

/**
 * Composes the error about a network that tfjs refuses to build, or whose layers fail.
 * @param source - the file or architecture of the network
 */
export function networkUnusable(field: string, source: string, cause: unknown): FerError<'MODEL_INCOMPATIBLE'> {
  return new FerError(
    'MODEL_INCOMPATIBLE',
    {
      field,
      failed: `The network of ${source} cannot be used`,
      expected: 'layers that tfjs can build and run, each with its weights',
      received: nameAndMessage(cause),
    },
    { cause },
  );
}
