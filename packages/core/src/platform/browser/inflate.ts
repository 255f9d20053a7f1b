import type { Inflate } from '../png/decodePng';
import { readStream } from '../readStream';

/** {@link Inflate} for the browser. */
export const inflate: Inflate = async (compressed, limit) => {
  const packed = new Blob(compressed as Uint8Array<ArrayBuffer>[]).stream();
  const bytes = new Uint8Array(limit);
  let length = 0;
  for await (const chunk of readStream(packed.pipeThrough(new DecompressionStream('deflate')))) {
    if (length + chunk.length > limit) throw new Error(`more than ${limit} bytes of pixels`);
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes.subarray(0, length);
};
