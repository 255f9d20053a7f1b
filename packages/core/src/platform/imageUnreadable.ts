import { FerError } from '../errors';

/** The error for what is no image that can be read. */
export function imageUnreadable(
  received: string,
  cause?: unknown,
  expected = 'a whole PNG, JPEG or WebP file',
): FerError<'IMAGE_UNREADABLE'> {
  return new FerError('IMAGE_UNREADABLE', { failed: 'Cannot decode the image', expected, received }, { cause });
}
