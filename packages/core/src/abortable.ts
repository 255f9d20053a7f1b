import type { AmbientType } from './AmbientType';

/** Options of every call that may take long. */
export interface Abortable {
  /** Aborts the call. It then rejects with `signal.reason`, unwrapped. */
  readonly signal?: AmbientType<'AbortSignal'> | undefined;
}

/** The functions that wait for a signal, and the one listener that calls them. */
interface Waiting {
  readonly calls: Set<() => void>;
  readonly notify: () => void;
}

const waitingFor = new WeakMap<AbortSignal, Waiting>();

/**
 * Calls a function once if the signal aborts. All functions of a signal share one listener: Node warns of a leak beyond ten, and a folder
 * of images is read by more at once.
 * @returns a function that stops waiting
 */
export function onceAborted(signal: AbortSignal, listener: () => void): () => void {
  const waiting = waitingFor.get(signal) ?? startWaiting(signal);
  // A function of its own, so that one listener may be given twice.
  const call = (): void => listener();
  waiting.calls.add(call);
  return () => {
    waiting.calls.delete(call);
    if (waiting.calls.size > 0 || waitingFor.get(signal) !== waiting) return;
    waitingFor.delete(signal);
    signal.removeEventListener('abort', waiting.notify);
  };
}

function startWaiting(signal: AbortSignal): Waiting {
  const calls = new Set<() => void>();
  const notify = (): void => {
    waitingFor.delete(signal);
    for (const call of calls) call();
  };
  signal.addEventListener('abort', notify, { once: true });
  const waiting = { calls, notify };
  waitingFor.set(signal, waiting);
  return waiting;
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
    else stopListening = onceAborted(signal, onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    stopListening();
    // If the work settles and the signal aborts at the same time, the abort wins.
    signal.throwIfAborted();
  }
}
