import { getEventListeners } from 'node:events';

/** A signal that counts its accesses. */
export interface WatchedSignal {
  readonly signal: AbortSignal;
  /** Number of accesses so far: reads of `aborted`, calls of throwIfAborted and added listeners. */
  readonly moments: () => number;
  /** Number of current listeners. */
  readonly listeners: () => number;
}

/**
 * Creates a signal that acts at its k-th access. Between two accesses a call cannot notice an abort, so trying all accesses
 * covers every possible abort.
 * @param moment - number of the access, from 1; that access already sees the effect
 */
export function watchSignal(moment: number, act: (abort: (reason: unknown) => void) => void): WatchedSignal {
  const controller = new AbortController();
  const { signal } = controller;
  let moments = 0;
  const pass = (): void => {
    if (++moments === moment) act((reason) => controller.abort(reason));
  };
  const isAborted = (): boolean => Reflect.get(AbortSignal.prototype, 'aborted', signal);
  Object.defineProperties(signal, {
    aborted: {
      get: () => {
        pass();
        return isAborted();
      },
    },
    throwIfAborted: {
      value: () => {
        pass();
        if (isAborted()) throw signal.reason;
      },
    },
    addEventListener: {
      value: (...call: Parameters<EventTarget['addEventListener']>) => {
        EventTarget.prototype.addEventListener.apply(signal, call);
        pass();
      },
    },
  });
  return { signal, moments: () => moments, listeners: () => getEventListeners(signal, 'abort').length };
}
