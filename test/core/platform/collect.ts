import { collectBytes } from '#core/platform/byteChunks';
import type { ByteSource } from '@ferkit/core/datasets';
import { platform } from '#core/platform/platform.node';

/** Opens a source and reads it to its end. */
export async function read(source: ByteSource, signal?: AbortSignal): Promise<Buffer> {
  return Buffer.from(await collectBytes(await platform.openBytes(source, signal === undefined ? {} : { signal })));
}

/** Hands chunks over one by one, and notes whether the reader closed it early. */
export function stream(chunks: readonly Uint8Array[]): { source: AsyncIterable<Uint8Array>; closed: () => boolean } {
  let closed = false;
  async function* generate(): AsyncGenerator<Uint8Array> {
    try {
      for (const chunk of chunks) {
        await Promise.resolve();
        yield chunk;
      }
    } finally {
      closed = true;
    }
  }
  return { source: generate(), closed: () => closed };
}
