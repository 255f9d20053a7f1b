import type { Abortable } from './abortable';

/**
 * Yields to the event loop once, so that timers, signals and the page's events are handled. Awaiting an engine that computes
 * on this thread is not enough: its promises are already resolved. `setTimeout` would resume only after 1 ms in Node, and
 * after 4 ms in a page.
 */
export function yieldToEvents(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Maximum time that a loop may block the event loop, in milliseconds. */
const TIME_SLICE = 40;

/**
 * Makes a function for long loops to await. At most every 40 ms it yields to the event loop, so that a page stays
 * responsive and a signal can fire. It rejects with the signal's reason.
 */
export function createYielder({ signal }: Abortable): () => Promise<void> {
  let began = performance.now();
  return async () => {
    signal?.throwIfAborted();
    if (performance.now() - began < TIME_SLICE) return;
    await yieldToEvents();
    signal?.throwIfAborted();
    began = performance.now();
  };
}

/**
 * Yields to the event loop if no caller of this function has for 40 ms. Calls that users make in a loop await it: an engine that computes on
 * this thread answers before the loop's next turn, and a page, or a training beside it, would stand still.
 */
export const yieldWhenDue = /* @__PURE__ */ createYielder({});
