import type { ByteStream } from './Platform';
import { sourceUnreadable } from './sourceUnreadable';

/** Beyond this it is no image, model or checkpoint, but a stream without an end. */
const MOST_BYTES = 2 ** 31;

/**
 * Reads an opened source to its end, into one array.
 * @param onChunk - told after each chunk how many bytes came so far; what it throws ends the reading
 * @throws SOURCE_UNREADABLE
 */
export async function collectBytes(
  { name, chunks }: ByteStream,
  onChunk?: (loaded: number) => void,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > MOST_BYTES) {
      throw sourceUnreadable(name, { expected: `at most ${MOST_BYTES} bytes`, received: 'more' });
    }
    onChunk?.(length);
  }
  if (parts.length === 1) return parts[0]!;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
