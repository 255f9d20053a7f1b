import { untilAborted } from '../../abortable';
import { isFerError } from '../../errors';
import type { Film, FilmFrame, FilmOptions } from '../Platform';
import { reasonOf } from '../readErrors';
import { filmBroken, filmUnreadable, nameOfFilm, startTooLate } from '../filmErrors';
import { nextPicture } from './nextPicture';

/** Milliseconds after which a video element that does not answer is given up. */
const PATIENCE = 20_000;

/** Opens a film by a video element of its own, which is seeked to each time. It plays all that the browser plays, and is slow. */
export async function seekFilm(film: string | Blob, options: FilmOptions): Promise<Film> {
  const { from, to, signal } = options;
  const video = document.createElement('video');
  const url = typeof film === 'string' ? film : URL.createObjectURL(film);
  const close = (): void => {
    video.removeAttribute('src');
    video.load();
    if (typeof film !== 'string') URL.revokeObjectURL(url);
  };
  try {
    video.muted = true;
    video.preload = 'auto';
    // Without it, the pictures of another site could not be read.
    video.crossOrigin = 'anonymous';
    const loaded = event(video, 'loadeddata').then(() => {
      if (video.videoWidth > 0) return;
      throw filmUnreadable(nameOfFilm(film), 'noVideo', 'a film with pictures', 'one without');
    });
    const shown = nextPicture(video, loaded);
    video.src = url;
    await untilAborted(shown, signal);
    const length = Number.isFinite(video.duration) ? video.duration : undefined;
    if (length !== undefined && from >= length) throw startTooLate(from, length);
    const end = length === undefined ? to : Math.min(length, to ?? Infinity);
    return { end, decoder: 'element', frames: readFrames(video, nameOfFilm(film), end, options, close) };
  } catch (error) {
    // Before the close, which takes the error of the element away.
    const reason = signal?.aborted === true || isFerError(error) ? error : explain(video, film, error);
    close();
    throw reason;
  }
}

function explain(video: HTMLVideoElement, film: string | Blob, error: unknown): unknown {
  const received = reasonOf(error);
  const isFormat = video.error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED;
  return filmUnreadable(nameOfFilm(film), isFormat ? 'format' : 'codec', 'a film that this browser plays', received);
}

/** The times of the frames of a film, until its end or without one. */
export function* ticks({ fps, from }: FilmOptions, end = Infinity): Generator<number, void, undefined> {
  // Ends such as 0.3 are not exact.
  for (let count = 0; from + count / fps < end - 1e-6; count++) yield from + count / fps;
}

async function* readFrames(
  video: HTMLVideoElement,
  name: string,
  end: number | undefined,
  options: FilmOptions,
  close: () => void,
): AsyncGenerator<FilmFrame, void, undefined> {
  const { signal } = options;
  try {
    for (const time of ticks(options, end)) {
      const shown = nextPicture(video, event(video, 'seeked'));
      // A hair later than the tick: browsers round times down to the picture before.
      video.currentTime = time + 1e-4;
      try {
        await untilAborted(shown, signal);
      } catch (error) {
        if (signal?.aborted === true) throw error;
        throw filmBroken(name, time, end, video.error?.message ?? String(error));
      }
      if (end === undefined && video.ended) return;
      yield { time, image: video };
    }
  } finally {
    close();
  }
}

/** Waits for an event of a video element; its error, or silence, rejects. */
function event(video: HTMLVideoElement, name: 'loadeddata' | 'seeked'): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => (): void => {
      clearTimeout(timer);
      video.removeEventListener(name, done);
      video.removeEventListener('error', failed);
      end();
    };
    const done = settle(resolve);
    const failed = settle(() => reject(new Error(video.error?.message ?? 'the video element failed')));
    const timer = setTimeout(
      settle(() => reject(new Error(`no answer within ${PATIENCE / 1000} s`))),
      PATIENCE,
    );
    video.addEventListener(name, done);
    video.addEventListener('error', failed);
  });
}
