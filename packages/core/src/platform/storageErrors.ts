import { FerError } from '../errors';
import { reasonOf } from './unreadable';

const NEXT: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space or choose another place.',
  EDQUOT: 'Free some space or choose another place.',
  QuotaExceededError: 'Free some space or choose another place.',
  EACCES: 'Choose a place that this user may write to.',
  EPERM: 'Choose a place that this user may write to.',
  EROFS: 'Choose a place that is not read-only.',
  ENOTDIR: 'Part of the path is a file; choose another path.',
  EEXIST: 'Part of the path is a file; choose another path.',
  EISDIR: 'The path names a folder; choose a file name.',
};

/** The error for a result that could not be stored. */
export function storageFailed(
  verb: 'write' | 'remove' | 'lock',
  target: string,
  cause: unknown,
): FerError<'STORAGE_FAILED'> {
  const received = reasonOf(cause);
  const next = NEXT[received];
  return new FerError(
    'STORAGE_FAILED',
    { failed: `Cannot ${verb} "${target}"`, received, ...(next === undefined ? {} : { next }), target },
    { cause },
  );
}

/** The error for a file that another run works on. */
export function storageBusy(target: string, holder: string, next: string): FerError<'STORAGE_BUSY'> {
  return new FerError('STORAGE_BUSY', {
    target,
    holder,
    failed: `Cannot work on "${target}"`,
    expected: 'a file that nobody else is working on',
    received: `one that ${holder} is working on`,
    next,
  });
}
