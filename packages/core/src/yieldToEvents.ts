/**
 * Lets timers, signals and the page's events have their turn. Engines that compute on this thread never give them one by
 * themselves: their promises are already settled when they are awaited. A timer would come back only after a millisecond in
 * Node, and after four in a page.
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
