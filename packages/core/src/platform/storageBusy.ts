import { FerError } from '../errors';

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
