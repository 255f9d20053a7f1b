import { isFerError } from '../errors';
import { reasonOf } from './reasonOf';
import { sourceUnreadable } from './sourceUnreadable';

/** Rejects when the signal fires; `release` takes the listener off again, so that a long read gathers none. */
function untilAbort(signal: AbortSignal): { readonly aborted: Promise<never>; readonly release: () => void } {
  let release = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    // The reason is passed on as it is, whatever it is.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    release = () => signal.removeEventListener('abort', onAbort);
  });
  return { aborted, release };
}

async function nextOrAbort<T>(pending: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return pending;
  signal.throwIfAborted();
  const { aborted, release } = untilAbort(signal);
  try {
    return await Promise.race([pending, aborted]);
  } finally {
    release();
  }
}

/**
 * Passes chunks on and makes their failures uniform: an abort rejects with the signal's reason even while a chunk is
 * awaited, any other failure becomes SOURCE_UNREADABLE, and an early exit closes the source.
 */
export async function* guardChunks(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  signal?.throwIfAborted();
  const iterator = chunks[Symbol.asyncIterator]();
  let exhausted = false;
  try {
    for (;;) {
      const result = await nextOrAbort(iterator.next(), signal);
      if (result.done === true) {
        exhausted = true;
        return;
      }
      yield result.value;
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (isFerError(error)) throw error;
    throw sourceUnreadable(name, { expected: 'bytes until the end', received: reasonOf(error) }, error);
  } finally {
    // Not awaited: a source that hangs in next() would hang in return() too. Its failure to close concerns nobody.
    if (!exhausted) iterator.return?.().then(undefined, () => undefined);
  }
}
