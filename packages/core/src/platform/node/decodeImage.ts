import type { Abortable } from '../../abortable';
import type { RgbaImage } from '../Platform';
import { imageUnreadable } from '../imageUnreadable';

/** `Platform.decodeImage` for Node. */
export async function decodeImage(_bytes: Uint8Array, { signal }: Abortable = {}): Promise<RgbaImage> {
  await Promise.resolve();
  signal?.throwIfAborted();
  throw imageUnreadable('a format whose decoder is still to come');
}
