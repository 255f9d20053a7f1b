import { FerError } from '../errors';
import { isRecord } from '../isRecord';

/** A tensor of 32-bit floats, outside of any engine. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The content of a safetensors file. */
export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: Readonly<Record<string, StoredTensor>>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const isCounts = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && (count as number) >= 0);

const isEntry = (value: unknown): value is Entry =>
  isRecord(value) &&
  value.dtype === 'F32' &&
  isCounts(value.shape) &&
  isCounts(value.data_offsets) &&
  value.data_offsets.length === 2;

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
  // Padding: values start at a multiple of 8, as the format recommends and typed arrays require.
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
 * Decodes a file of {@link encodeSafetensors}.
 * @throws CHECKPOINT_CORRUPT if it is cut off or changed
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
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  } catch (cause) {
    throw corrupt('a JSON header', 'bytes that are no JSON', cause);
  }
  const { __metadata__: metadata = {}, ...entries } = isRecord(header) ? header : { __metadata__: header };
  if (!isRecord(metadata) || !Object.values(metadata).every((text) => typeof text === 'string')) {
    throw corrupt('a header with metadata of strings', 'another header');
  }
  const tensors = new Map<string, StoredTensor>();
  let end = 0;
  for (const [name, entry] of Object.entries(entries)) {
    if (!isEntry(entry)) throw corrupt(`type, shape and offsets of "${name}"`, JSON.stringify(entry).slice(0, 80));
    const [from, to] = entry.data_offsets;
    const size = entry.shape.reduce((product, side) => product * side, 4);
    // Tensors must follow each other without gap or overlap, as they are written.
    if (from !== end || to - from !== size || start + to > bytes.byteLength) {
      throw corrupt(`${size} bytes for "${name}" at ${end}`, `${from} to ${to} in ${bytes.byteLength} bytes`);
    }
    // A copy: the values need not start at a multiple of 4 in `bytes`.
    const values = new Float32Array(bytes.slice(start + from, start + to).buffer);
    tensors.set(name, { shape: entry.shape, values });
    end = to;
  }
  if (start + end !== bytes.byteLength) throw corrupt(`${start + end} bytes`, `${bytes.byteLength} bytes`);
  return { metadata: metadata as Readonly<Record<string, string>>, tensors: Object.fromEntries(tensors) };
}
