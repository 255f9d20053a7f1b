import { isFerError } from '../../errors';
import type { ByteSource, Film, FilmOptions } from '../Platform';
import { collectBlob } from '../collectBlob';
import { filmUnreadable, nameOfFilm } from '../filmErrors';
import { decodeFilm } from './decodeFilm';
import { openBytes } from './openBytes';
import { seekFilm } from './seekFilm';

/** `Platform.openFilm` for browsers. */
export async function openFilm(source: ByteSource, options: FilmOptions): Promise<Film> {
  const { signal } = options;
  signal?.throwIfAborted();
  const film = await toFilm(source, options);
  const hasElements = typeof document !== 'undefined';
  if (options.decoder !== undefined) {
    try {
      return await decodeFilm(film, options.decoder, options);
    } catch (error) {
      // Some films play in an element only.
      const mayPlay = isFerError(error, 'VIDEO_UNREADABLE') && error.details.reason !== 'noVideo';
      if (!hasElements || !mayPlay) throw error;
    }
  }
  if (hasElements) return seekFilm(film, options);
  throw filmUnreadable(nameOfFilm(film), 'codec', 'a page, whose video element can play it', 'a worker');
}

/** A film in which a decoder can seek. */
async function toFilm(source: ByteSource, { signal }: FilmOptions): Promise<string | Blob> {
  if (typeof source === 'string' || source instanceof URL) return String(source);
  if (source instanceof Blob) return source;
  const { chunks } = await openBytes(source, { signal });
  return collectBlob(chunks);
}
