/** Options of every call that can take long. */
export interface Abortable {
  /** Stops the call. It then rejects with `signal.reason` as it is, never wrapped. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits for work that is shared with other callers and so cannot be stopped: an abort ends the waiting, with the
 * signal's reason as it is, and the work goes on.
 */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  signal.throwIfAborted();
  let stopListening = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason is passed on as it is
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    stopListening = () => signal.removeEventListener('abort', onAbort);
  });
  try {
    const result = await Promise.race([work, aborted]);
    // Of two that are ready the first wins, and that is the work.
    signal.throwIfAborted();
    return result;
  } finally {
    stopListening();
  }
}
