import { FerError } from '../errors';

/** The error for bytes that are no image that can be decoded. */
export function imageUnreadable(received: string, cause?: unknown): FerError<'IMAGE_UNREADABLE'> {
  return new FerError(
    'IMAGE_UNREADABLE',
    { failed: 'Cannot decode the image', expected: 'a whole PNG, JPEG or WebP file', received },
    { cause },
  );
}
