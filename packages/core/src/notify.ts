import { type Abortable, untilAborted } from './abortable';

/**
 * Calls a listener of the caller, and awaits the promise that it may return, so that no rejection is lost. An abort ends the wait.
 * @throws the listener's own error
 */
export async function notify<Event>(
  listener: ((event: Event) => unknown) | undefined,
  event: Event,
  { signal }: Abortable = {},
): Promise<void> {
  const returned = listener?.(event);
  if (isThenable(returned)) await untilAborted(Promise.resolve(returned), signal);
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
