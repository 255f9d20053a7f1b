import { statfs } from 'node:fs/promises';
import { nativeFailure } from './nativeFailure';

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6).toLocaleString('en-US')} MB`;

/**
 * Checks that a folder has room, before time is spent on filling it.
 *
 * @throws NATIVE_INSTALL_FAILED
 */
export async function checkRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes) throw noRoom(folder, megabytes(bytes), megabytes(bavail * bsize));
}

/** What a failed write says: that the disk is full where it is. */
export function explainWrite(folder: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' ? noRoom(folder, 'room for all of it', code, error) : error;
}

function noRoom(folder: string, expected: string, received: string, cause?: unknown): Error {
  return nativeFailure(
    'space',
    {
      failed: `There is no room in ${folder}`,
      expected,
      received,
      next: 'Free some space, or choose another folder for the download with --cache <folder>.',
    },
    cause,
  );
}
