/** Bytes that are collected before a browser may move them to the disk. */
const PART = 1 << 24;

/** Collects a stream of bytes as a Blob: of a large one a browser keeps the bytes on the disk. */
export async function collectBlob(chunks: AsyncIterable<Uint8Array>): Promise<Blob> {
  const parts: Blob[] = [];
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk as Uint8Array<ArrayBuffer>);
    bytes += chunk.length;
    if (bytes < PART) continue;
    parts.push(new Blob(waiting));
    [waiting, bytes] = [[], 0];
  }
  return new Blob([...parts, ...waiting]);
}
