import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { onceAborted, untilAborted } from '#core/abortable';

const forever = new Promise<never>(() => undefined);

describe('many waits on one signal', () => {
  it('share one listener, all reject with the reason, and leave none behind', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const waits = Array.from({ length: 50 }, () => untilAborted(forever, signal));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    const reason = new Error('stop');
    controller.abort(reason);
    for (const result of await Promise.allSettled(waits)) expect(result).toEqual({ status: 'rejected', reason });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('end with their work', async () => {
    const { signal } = new AbortController();
    expect(await Promise.all([1, 2, 3].map((value) => untilAborted(Promise.resolve(value), signal)))).toEqual([
      1, 2, 3,
    ]);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('are called once each, unless they stopped before', () => {
    const controller = new AbortController();
    const calls: string[] = [];
    const stop = onceAborted(controller.signal, () => calls.push('stopped'));
    const listener = (): void => void calls.push('called');
    onceAborted(controller.signal, listener);
    onceAborted(controller.signal, listener);
    stop();
    controller.abort();
    expect(calls).toEqual(['called', 'called']);
  });
});
