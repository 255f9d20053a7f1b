import { imageUnreadable } from '../readErrors';

/** One chunk of a PNG file. */
export interface PngChunk {
  readonly name: string;
  readonly data: Uint8Array;
  /** Name and data, which the checksum covers. */
  readonly checked: Uint8Array;
  readonly checksum: number;
}

const SIGNATURE_BYTES = 8;

/**
 * Iterates over the chunks of a PNG file (ISO/IEC 15948, 5.3: length, name, data, checksum) before IEND.
 * @throws IMAGE_UNREADABLE if the file is truncated
 */
export function* readPngChunks(bytes: Uint8Array): Generator<PngChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = SIGNATURE_BYTES; at + 12 <= bytes.length;) {
    const start = at + 8;
    const end = start + view.getUint32(at);
    if (end + 4 > bytes.length) break;
    const checked = bytes.subarray(at + 4, end);
    const name = String.fromCharCode(...checked.subarray(0, 4));
    if (name === 'IEND') return;
    yield { name, data: bytes.subarray(start, end), checked, checksum: view.getUint32(end) };
    at = end + 4;
  }
  throw imageUnreadable({ received: 'a PNG file that is truncated' });
}
