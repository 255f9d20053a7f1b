/** Options of every call that may take long. */
export interface Abortable {
  /** Aborts the call. It then rejects with `signal.reason`, unwrapped. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Awaits work that cannot be aborted itself: work shared with other callers, or the next chunk of a foreign stream. An abort
 * rejects at once with the signal's reason, and the work continues.
 */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let stopListening = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason must stay unwrapped
    const onAbort = (): void => reject(signal.reason);
    // An earlier abort also rejects in the race: throwing before it would leave a rejection of the work unhandled.
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    stopListening = () => signal.removeEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    stopListening();
    // If the work settles and the signal aborts at the same time, the abort wins.
    signal.throwIfAborted();
  }
}
