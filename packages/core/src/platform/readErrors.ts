import { FerError } from '../errors';

/** Advice on bytes of an unknown format, which may be pixels. */
export const PIXELS_NEXT = 'Bytes of pixels need their size: { pixels, width, height }.';

/** Composes the error about a source that cannot be opened, or fails while it is read. `cause` keeps the engine's own error. */
export function sourceUnreadable(
  source: string,
  problem: { readonly expected: string; readonly received: string; readonly next?: string },
  cause?: unknown,
): FerError<'SOURCE_UNREADABLE'> {
  return new FerError('SOURCE_UNREADABLE', { failed: `Cannot read "${source}"`, ...problem, source }, { cause });
}

/** Composes the error about text that is content instead of a path or URL. The content stays out of it. */
export function contentRefused(content: string, expected: string): FerError<'SOURCE_UNREADABLE'> {
  return new FerError('SOURCE_UNREADABLE', {
    failed: `Cannot open ${content}`,
    expected,
    next: 'Pass content as a Uint8Array or a Blob, or as a whole data: URL.',
    source: content,
  });
}

/** Composes the error about bytes or elements that cannot be decoded. */
export function imageUnreadable({
  cause,
  ...details
}: {
  readonly received: string;
  /** @default a whole file of a format that is decoded everywhere */
  readonly expected?: string;
  readonly next?: string;
  /** The format of the file, if it is one that is not decoded here. */
  readonly format?: string;
  readonly cause?: unknown;
}): FerError<'IMAGE_UNREADABLE'> {
  const problem = {
    failed: 'Cannot decode the image',
    expected: 'a whole PNG, JPEG, WebP, GIF or BMP file',
    ...details,
  };
  return new FerError('IMAGE_UNREADABLE', problem, { cause });
}

/** Composes the error about a file of a known format that its decoder refuses. */
export const imageDamaged = (format: string, cause: unknown): FerError<'IMAGE_UNREADABLE'> =>
  imageUnreadable({ received: `a damaged ${format} file (${reasonOf(cause)})`, cause });

/**
 * The reason of a failed system call or fetch: its errno code ("ENOSPC"), else its message. `fetch` has the code in `cause`.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  for (const candidate of [error, error.cause]) {
    if (candidate instanceof Error && 'code' in candidate && typeof candidate.code === 'string') return candidate.code;
  }
  return error.message === '' ? error.name : error.message;
}
