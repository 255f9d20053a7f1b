import type { LiveSource } from './liveSource';

/**
 * Yields a video or canvas each time it shows a new frame. The consumer pulls: frames that are shown while it works are
 * dropped, so that it always gets the latest.
 * @param framesPerSecond - upper limit; a paused video yields nothing
 * @param onFrame - called with the time of each frame on the page, in milliseconds @default none
 */
export async function* liveFrames(
  source: LiveSource,
  framesPerSecond: number,
  signal: AbortSignal,
  onFrame?: (now: number) => void,
): AsyncGenerator<LiveSource, void, undefined> {
  const interval = 1000 / framesPerSecond;
  let due = 0;
  let last: number | null = null;
  for (;;) {
    signal.throwIfAborted();
    const now = await nextAnimationFrame(signal);
    const time = frameTime(source, now);
    // Animation frames do not fall exactly on the due time: up to 4 ms early counts as on time.
    if (time === null || time === last || now < due - 4) continue;
    due = last === null ? now + interval : Math.max(due + interval, now);
    last = time;
    onFrame?.(now);
    yield source;
  }
}

/** Waits until the browser renders; on a hidden page, until it is visible again. */
function nextAnimationFrame(signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      cancelAnimationFrame(request);
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason is passed on as it is
      reject(signal.reason);
    };
    const request = requestAnimationFrame((now) => {
      signal.removeEventListener('abort', onAbort);
      resolve(now);
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** A number that differs between frames of the source; null while it has none. */
function frameTime(source: LiveSource, now: number): number | null {
  if (!('videoWidth' in source)) return source.width * source.height > 0 ? now : null;
  return source.readyState >= source.HAVE_CURRENT_DATA && source.videoWidth > 0 ? source.currentTime : null;
}
