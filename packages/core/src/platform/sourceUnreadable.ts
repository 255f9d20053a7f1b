import { FerError } from '../errors';

/** The error for a source that cannot be opened or that fails while it is read; `cause` keeps the engine's own error. */
export function sourceUnreadable(
  source: string,
  problem: { readonly expected: string; readonly received: string; readonly next?: string },
  cause?: unknown,
): FerError<'SOURCE_UNREADABLE'> {
  return new FerError('SOURCE_UNREADABLE', { failed: `Cannot read "${source}"`, ...problem, source }, { cause });
}
