/** Options of every call that can take long. */
export interface Abortable {
  /** Stops the call. It then rejects with `signal.reason` as it is, never wrapped. */
  readonly signal?: AbortSignal | undefined;
}
