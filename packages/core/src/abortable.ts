/** Options of every call that may take long. */
export interface Abortable {
  /** Aborts the call. It then rejects with `signal.reason`, unwrapped. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Awaits work that an abort cannot stop: shared work, or a chunk of a foreign stream. An abort rejects at once with the
 * signal's reason, and the work continues.
 */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let stopListening = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason must stay unwrapped
    const onAbort = (): void => reject(signal.reason);
    // Part of the race, so that a rejection of the work is always handled.
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    stopListening = () => signal.removeEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    stopListening();
    // An abort wins over work that is settled at the same time.
    signal.throwIfAborted();
  }
}
