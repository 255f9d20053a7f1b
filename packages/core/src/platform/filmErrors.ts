import { type ErrorDetails, FerError } from '../errors';
import { optionInvalid } from '../options';
import { nameOfBlob } from './byteChunks';

type FilmError = FerError<'VIDEO_UNREADABLE'>;

/** Composes the error about a film of which no picture can be read. */
export function filmUnreadable(
  source: string,
  reason: Exclude<ErrorDetails['VIDEO_UNREADABLE']['reason'], 'broken'>,
  expected: string,
  received: string,
  next?: string,
): FilmError {
  const failed = `Cannot read the film "${source}"`;
  return new FerError('VIDEO_UNREADABLE', {
    source,
    reason,
    failed,
    expected,
    received,
    ...(next === undefined ? {} : { next }),
  });
}

/**
 * Composes the error about a film that cannot be read to its end.
 * @param time - of the end of the last picture, in seconds
 */
export function filmBroken(source: string, time: number, end: number | undefined, received: string): FilmError {
  return new FerError('VIDEO_UNREADABLE', {
    source,
    reason: 'broken',
    time,
    failed: `The film "${source}" cannot be read beyond ${time.toFixed(1)} s`,
    ...(end === undefined ? {} : { expected: `${end.toFixed(1)} s` }),
    received,
    next: 'All pictures before were classified. Pass onBroken to end there without an error.',
  });
}

/** Composes the error about a start behind the end. */
export const startTooLate = (from: number, end: number): FerError<'OPTION_INVALID'> =>
  optionInvalid('from', `a time before the end of the film, ${end.toFixed(1)} s`, `${from} s`);

/** The name of a film for messages. */
export const nameOfFilm = (film: string | Blob): string => (typeof film === 'string' ? film : nameOfBlob(film));
