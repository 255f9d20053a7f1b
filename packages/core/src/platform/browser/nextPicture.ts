/** Milliseconds after which a page that draws its videos has drawn the picture, or draws no other. */
const DRAWN = 1000;
/** The same where it is unknown when videos are drawn: in hidden pages, and in browsers without callbacks of frames. */
const UNSEEN = 100;

/**
 * Waits until a video element shows another picture than now. Its events and its `readyState` may be ahead of what it shows: in Chromium,
 * some 3 of 1,000 seeks are told to be over while the element still shows the picture before, or none.
 * @param event - what announces the picture; where no picture has followed a while later, none will
 */
export async function nextPicture(video: HTMLVideoElement, event: Promise<unknown> = Promise.resolve()): Promise<void> {
  // TypeScript declares it for all browsers; Firefox before 132 is without it.
  const hasCallback = 'requestVideoFrameCallback' in video;
  let request = 0;
  const shown = new Promise<void>((resolve) => {
    if (hasCallback) request = video.requestVideoFrameCallback(() => resolve());
  });
  try {
    await event;
    const patience = hasCallback && document.visibilityState === 'visible' ? DRAWN : UNSEEN;
    let timer: ReturnType<typeof setTimeout>;
    const given = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)));
    await Promise.race([shown, given]).finally(() => clearTimeout(timer));
  } finally {
    if (hasCallback) video.cancelVideoFrameCallback(request);
  }
}
