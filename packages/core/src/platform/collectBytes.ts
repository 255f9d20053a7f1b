import type { ByteStream } from './Platform';

/**
 * Reads an opened source to its end, into one array.
 * @param onChunk - told after each chunk how many bytes came so far
 */
export async function collectBytes({ chunks }: ByteStream, onChunk?: (loaded: number) => void): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
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
