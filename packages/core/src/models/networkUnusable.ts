import { FerError } from '../errors';
import { nameAndMessage } from '../importFailure';

/**
 * Composes the error about a network that tfjs refuses to build, or whose layers fail.
 * @param source - the file or architecture of the network
 */
export function networkUnusable(field: string, source: string, cause: unknown): FerError<'MODEL_INCOMPATIBLE'> {
  const received = nameAndMessage(cause);
  const layer = /Unknown layer: (\w+)/.exec(received)?.[1];
  const next = `Register its class first: tf.serialization.registerClass(${layer}), with tf of @ferkit/core/tf.`;
  return new FerError(
    'MODEL_INCOMPATIBLE',
    {
      field,
      failed: `The network of ${source} cannot be used`,
      expected: 'layers that tfjs can build and run, each with its weights',
      received,
      ...(layer === undefined ? {} : { next }),
    },
    { cause },
  );
}
