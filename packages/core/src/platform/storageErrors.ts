import { FerError, isFerError } from '../errors';
import { reasonOf } from './readErrors';

const NEXT: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space or choose another place.',
  EDQUOT: 'Free some space or choose another place.',
  QuotaExceededError: 'Free some space or choose another place.',
  EACCES: 'Choose a place that this user may write to.',
  EPERM: 'Choose a place that this user may write to.',
  EROFS: 'Choose a place that is not read-only.',
  ENOTDIR: 'Part of the path is a file; choose another path.',
  EEXIST: 'Part of the path is a file; choose another path.',
  ENOENT: 'Choose a file name in a folder in which files can be made.',
  ENAMETOOLONG: 'Choose a shorter name.',
  ERR_INVALID_ARG_VALUE: 'Choose a name without control characters.',
  EISDIR: 'The path names a folder; choose a file name.',
};

/** Composes the error about a file that cannot be written, removed or locked. */
export function storageFailed(verb: 'write' | 'remove' | 'lock', target: string, cause: unknown): FerError {
  // The target itself was refused.
  if (isFerError(cause)) return cause;
  const received = reasonOf(cause);
  const next = NEXT[received];
  return new FerError(
    'STORAGE_FAILED',
    { failed: `Cannot ${verb} "${target}"`, received, ...(next === undefined ? {} : { next }), target },
    { cause },
  );
}

/** Composes the error about a file that another run has locked. */
export function storageBusy(target: string, holder: string, next: string): FerError<'STORAGE_BUSY'> {
  return new FerError('STORAGE_BUSY', {
    target,
    holder,
    failed: `Cannot work on "${target}"`,
    expected: 'a file that no other run has locked',
    received: `a lock of ${holder}`,
    next,
  });
}
