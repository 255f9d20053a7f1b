/**
 * Lets timers, signals and the page's events have their turn. Engines that compute on this thread never give them one by
 * themselves: their promises are already settled when they are awaited.
 */
export function yieldToEvents(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
