import { createHash } from 'node:crypto';
import type { FerModel } from '../index';

/** A hash of all that decides what a model answers: weights, labels, scaling, temperature. In hexadecimal digits. */
export async function fingerprintModel({ layers, metadata }: FerModel): Promise<string> {
  const { labels, input, preprocessing, temperature, architecture } = metadata;
  const hash = createHash('sha256').update(JSON.stringify({ labels, input, preprocessing, temperature, architecture }));
  for (const weight of layers.weights) {
    const values = await weight.read().data();
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}
