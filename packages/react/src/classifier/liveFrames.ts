/** Waits for the browser to draw; a page that is hidden waits until it is seen again. */
function nextDrawing(signal: AbortSignal): Promise<number> {
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

/** What tells one picture of the source from the next; null while there is none. */
function momentOf(source: LiveSource, now: number): number | null {
  if (!('videoWidth' in source)) return source.width * source.height > 0 ? now : null;
  return source.readyState >= source.HAVE_CURRENT_DATA && source.videoWidth > 0 ? source.currentTime : null;
}

/**
 * The frames of a video or canvas, for a classifier's stream: it asks for one when it is done with the one before, and is
 * given what is shown then. So none queue up, and the latest wins.
 * @param framesPerSecond - at most so many; a video that stands still gives none
 */
export async function* liveFrames(
  source: LiveSource,
  framesPerSecond: number,
  signal: AbortSignal,
): AsyncGenerator<LiveSource, void, undefined> {
  const interval = 1000 / framesPerSecond;
  let due = 0;
  let last: number | null = null;
  for (;;) {
    signal.throwIfAborted();
    const now = await nextDrawing(signal);
    const moment = momentOf(source, now);
    // Drawings come in steps of some milliseconds: half a step early is on time.
    if (moment === null || moment === last || now < due - 4) continue;
    due = last === null ? now + interval : Math.max(due + interval, now);
    last = moment;
    yield source;
  }
}

/** What shows a new picture over and over. */
export type LiveSource = HTMLVideoElement | HTMLCanvasElement;

/** Whether an input goes on changing, rather than being one picture. */
export function isLiveSource(input: unknown): input is LiveSource {
  return typeof input === 'object' && input !== null && ('videoWidth' in input || 'captureStream' in input);
}

/** What shows the picture, to draw parts of it from; another object for each picture that is drawn on the same element. */
export interface Surface {
  readonly element: HTMLCanvasElement | HTMLVideoElement;
}
