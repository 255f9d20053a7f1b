import type { Abortable } from '../../abortable';
import { yieldToEvents } from '../../yieldToEvents';

/** How long a loop may run before others get their turn, in milliseconds. */
const TURN = 40;

/**
 * Makes a function for long loops to await: now and then it lets timers, input and painting have their turn, so that a
 * page stays alive while a file in memory is parsed, and a signal can fire. It rejects with the signal's reason.
 */
export function createYielder({ signal }: Abortable): () => Promise<void> {
  let began = performance.now();
  return async () => {
    signal?.throwIfAborted();
    if (performance.now() - began < TURN) return;
    await yieldToEvents();
    signal?.throwIfAborted();
    began = performance.now();
  };
}
