import { getEventListeners } from 'node:events';

/** A signal that tells how often it was looked at. */
export interface WatchedSignal {
  readonly signal: AbortSignal;
  /** How often it was asked whether it is aborted, or listened to, so far. */
  readonly moments: () => number;
  /** Those who still listen to it. */
  readonly listeners: () => number;
}

/**
 * Makes a signal that does something at the k-th moment at which a call asks whether it is aborted, or begins to listen to it.
 * Between two of these moments no call can know of an abort, so trying all of them tries every abort there is.
 * @param moment - counted from 1; the asking that it falls on already sees what was done
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
