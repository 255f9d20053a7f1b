import { unlink } from 'node:fs/promises';
import { reasonOf } from '../reasonOf';
import { storageFailed } from '../storageFailed';
import { toPath } from './toPath';

/** `Platform.removeFile` for Node. */
export async function removeFile(target: string): Promise<void> {
  try {
    await unlink(toPath(target) ?? target);
  } catch (error) {
    if (reasonOf(error) !== 'ENOENT') throw storageFailed('remove', target, error);
  }
}
