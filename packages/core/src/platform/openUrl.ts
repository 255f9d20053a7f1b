import { guardChunks } from './guardChunks';
import type { ByteStream } from './Platform';
import { readStream } from './readStream';
import { reasonOf } from './reasonOf';
import { sourceUnreadable } from './sourceUnreadable';

/** The length of the body, where the server tells it and nothing was undone on the way: `fetch` decompresses. */
function sizeOf(headers: Headers): number | undefined {
  const length = headers.get('content-length');
  return length === null || headers.has('content-encoding') ? undefined : Number(length);
}

/**
 * Opens a URL with `fetch`.
 * @throws SOURCE_UNREADABLE with the HTTP status, or the reason why there was none
 */
export async function openUrl(url: URL, signal?: AbortSignal): Promise<ByteStream> {
  const name = url.protocol === 'data:' ? 'data URL' : url.href;
  let response: Response;
  try {
    response = await fetch(url, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw sourceUnreadable(name, { expected: 'an answer', received: reasonOf(error) }, error);
  }
  if (!response.ok) {
    await response.body?.cancel();
    const received = `HTTP status ${response.status} ${response.statusText}`.trimEnd();
    throw sourceUnreadable(name, { expected: 'HTTP status 200', received });
  }
  const size = sizeOf(response.headers);
  // A body is null only where it is empty.
  const body = response.body ?? new Blob([]).stream();
  return { name, ...(size === undefined ? {} : { size }), chunks: guardChunks(readStream(body), name, signal) };
}
