import { FerError } from '../errors';

/** A tensor of 32-bit floats outside of any engine. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What a safetensors file holds. */
export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: Readonly<Record<string, StoredTensor>>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Writes tensors in the safetensors format: 8 bytes of header length, a JSON header, the raw little-endian values.
 * Format: https://huggingface.co/docs/safetensors.
 */
export function encodeSafetensors({ metadata, tensors }: Safetensors): Uint8Array {
  const header: Record<string, Entry | Readonly<Record<string, string>>> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, (end += values.byteLength)] };
  }
  let text = JSON.stringify(header);
  let json = new TextEncoder().encode(text);
  // Spaces after the JSON put the values on a multiple of 8, which the format recommends and typed arrays need.
  text += ' '.repeat((8 - (json.byteLength % 8)) % 8);
  json = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + json.byteLength + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.byteLength), true);
  bytes.set(json, 8);
  let offset = 8 + json.byteLength;
  for (const { values } of Object.values(tensors)) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return bytes;
}

/**
 * Reads a file that {@link encodeSafetensors} wrote.
 * @throws CHECKPOINT_CORRUPT where it was cut off or changed
 */
export function decodeSafetensors(bytes: Uint8Array, source: string): Safetensors {
  const corrupt = (expected: string, received: string, cause?: unknown): FerError =>
    new FerError(
      'CHECKPOINT_CORRUPT',
      {
        source,
        failed: `The checkpoint ${source} is damaged`,
        expected,
        received,
        next: 'Remove it to start anew.',
      },
      { cause },
    );
  if (bytes.byteLength < 8) throw corrupt('a safetensors file', `${bytes.byteLength} bytes`);
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const start = 8 + headerLength;
  if (start > bytes.byteLength) throw corrupt(`a header of ${headerLength} bytes`, `${bytes.byteLength} bytes in all`);
  let header: Readonly<Record<string, unknown>>;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw corrupt('a JSON header', 'something else', cause);
  }
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors: Record<string, StoredTensor> = {};
  let end = start;
  for (const [name, entry] of Object.entries(entries) as [string, Entry][]) {
    const [from, to] = entry.data_offsets;
    const size = entry.shape.reduce((product, side) => product * side, 4);
    if (entry.dtype !== 'F32' || to - from !== size || from < 0 || start + to > bytes.byteLength) {
      throw corrupt(`${size} bytes for "${name}"`, `offsets ${from} to ${to} in ${bytes.byteLength} bytes`);
    }
    // A copy, because the values need not lie on a multiple of 4 in the bytes that were read.
    tensors[name] = { shape: entry.shape, values: new Float32Array(bytes.slice(start + from, start + to).buffer) };
    end = Math.max(end, start + to);
  }
  if (end !== bytes.byteLength) throw corrupt(`${end} bytes`, `${bytes.byteLength} bytes`);
  return { metadata: metadata as Readonly<Record<string, string>>, tensors };
}
