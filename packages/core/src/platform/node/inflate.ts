import { inflateSync } from 'node:zlib';
import type { Inflate } from '../png/decodePng';

/** {@link Inflate} for Node. Synchronous, because for small files the way to another thread costs more than the work. */
export const inflate: Inflate = async (compressed, limit) => {
  const bytes = compressed.length === 1 ? compressed[0]! : Buffer.concat(compressed);
  return Promise.resolve(inflateSync(bytes, { maxOutputLength: limit }));
};
