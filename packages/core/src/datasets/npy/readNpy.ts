import { malformed, quoteBytes } from '../malformed';
import type { DataStream } from '../sources/DataStream';
import { peekChunks } from '../sources/peekChunks';
import { decodeItems } from './decodeItems';
import { isNpy, type NpyHeader, npyHeaderRange, readNpyHeader } from './NpyHeader';

/** Takes the elements of an array piece by piece: `values` are those from number `first` on, valid during the call. */
export type TakeValues = (values: ArrayLike<number>, first: number) => void | Promise<void>;

/** A header may be as long as its 32 bits say; no true one is. */
const LONGEST_HEADER = 1 << 20;

/**
 * Reads an `.npy` file as a stream of numbers, so that an array of doubles never stands in memory as a whole.
 * @param begin - told the header before the first elements come
 * @throws DATASET_MALFORMED where it is no such file, truncated, or goes on after its end
 */
export async function readNpy(stream: DataStream, begin: (header: NpyHeader) => TakeValues): Promise<void> {
  const source = stream.name;
  const { header, chunks } = await readHeader(stream);
  const take = begin(header);
  let skip = header.offset;
  let pending = new Uint8Array(0);
  let read = 0;
  for await (const chunk of chunks) {
    const dropped = Math.min(skip, chunk.length);
    skip -= dropped;
    const bytes = concat(pending, chunk.subarray(dropped));
    const items = Math.floor(bytes.length / header.itemSize);
    if (read + bytes.length / header.itemSize > header.count) {
      throw malformed({ source, expected: `${header.count} elements`, received: 'more of them' });
    }
    pending = bytes.slice(items * header.itemSize);
    await take(decodeItems(bytes, items, header), read);
    read += items;
  }
  if (read < header.count) {
    const next = 'The file seems to be truncated: fetch or save it again.';
    throw malformed({ source, expected: `${header.count} elements`, received: `${read}`, next });
  }
}

async function readHeader({ name: source, head, chunks }: DataStream): Promise<{
  readonly header: NpyHeader;
  readonly chunks: AsyncIterable<Uint8Array>;
}> {
  if (!isNpy(head) || head.length < 12) {
    const isZip = head[0] === 0x50 && head[1] === 0x4b;
    const received = head.length === 0 ? 'an empty file' : isZip ? 'a ZIP archive' : quoteBytes(head, 0, 16);
    const next = isZip ? { next: 'Unpack it first; numpy.savez writes such archives.' } : {};
    throw malformed({ source, expected: 'a NumPy .npy file', received, ...next });
  }
  const { end } = npyHeaderRange(head);
  if (end > LONGEST_HEADER) throw malformed({ source, expected: 'a NumPy header', received: `one of ${end} bytes` });
  const whole = await peekChunks(chunks, end);
  return { header: readNpyHeader(whole.head, source), chunks: whole.chunks };
}

/** Joins two pieces in new, aligned memory. */
function concat(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
