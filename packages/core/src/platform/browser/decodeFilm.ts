import { isFerError } from '../../errors';
import { isRecord } from '../../isRecord';
import { describeValue, optionInvalid } from '../../options';
import type { Film, FilmDecoder, FilmFrame, FilmOptions } from '../Platform';
import { filmBroken, filmUnreadable, nameOfFilm, startTooLate } from '../filmErrors';
import { reasonOf } from '../readErrors';
import { ticks } from './seekFilm';

/** Opens a film by the package mediabunny, which reads its container, and WebCodecs, which decodes its pictures. */
export async function decodeFilm(
  film: string | Blob,
  load: () => Promise<FilmDecoder>,
  options: FilmOptions,
): Promise<Film> {
  const { from, to, signal } = options;
  const library = await load();
  if (!isRecord(library) || typeof library.CanvasSink !== 'function') {
    throw optionInvalid('decoder', 'a function that imports mediabunny', describeValue(library));
  }
  const { ALL_FORMATS, BlobSource, CanvasSink, Input, UrlSource } = library;
  const source = typeof film === 'string' ? new UrlSource(film) : new BlobSource(film);
  const input = new Input({ formats: ALL_FORMATS as never, source: source as never });
  const name = nameOfFilm(film);
  try {
    const track = await input.getPrimaryVideoTrack();
    if (track === null) throw filmUnreadable(name, 'noVideo', 'a film with pictures', 'one without');
    if (!(await track.canDecode())) {
      throw filmUnreadable(name, 'codec', 'pictures that this browser decodes', String(await track.getCodec()));
    }
    signal?.throwIfAborted();
    const length = await input.computeDuration();
    if (from >= length) throw startTooLate(from, length);
    const end = Math.min(length, to ?? Infinity);
    const pictures = new CanvasSink(track as never, { poolSize: 2 }).canvasesAtTimestamps(ticks(options, end));
    const decoder = typeof document === 'undefined' ? 'worker' : 'page';
    return { end, decoder, frames: readFrames(pictures, name, end, options, () => input.dispose()) };
  } catch (error) {
    input.dispose();
    throw isFerError(error) || signal?.aborted === true
      ? error
      : filmUnreadable(name, 'format', 'a film', reasonOf(error));
  }
}

async function* readFrames(
  pictures: AsyncIterable<{ readonly canvas: FilmFrame['image'] } | null>,
  name: string,
  end: number,
  { fps, from, signal }: FilmOptions,
  close: () => void,
): AsyncGenerator<FilmFrame, void, undefined> {
  let count = 0;
  try {
    for await (const picture of pictures) {
      signal?.throwIfAborted();
      const time = from + count++ / fps;
      // Before its first picture, a film shows nothing.
      if (picture !== null) yield { time, image: picture.canvas };
    }
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw filmBroken(name, from + count / fps, end, reasonOf(error));
  } finally {
    close();
  }
}
