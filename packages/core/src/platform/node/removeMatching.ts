import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { storageFailed } from '../storageFailed';
import { toPath } from './toPath';

/** `Platform.removeMatching` for Node. */
export async function removeMatching(folder: string, matches: (name: string) => boolean): Promise<void> {
  try {
    const path = toPath(folder) ?? folder;
    for (const name of await readdir(path)) {
      if (matches(name)) await rm(join(path, name), { force: true });
    }
  } catch (error) {
    throw storageFailed('remove', folder, error);
  }
}
