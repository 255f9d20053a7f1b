import { lstat, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from './hashFile';
import type { InstalledFile } from './NativeManifest';

/** Whether a file of an installation is still what was put there. */
export type InstalledFileState = 'intact' | 'changed' | 'missing';

/**
 * Looks at a file of an installation.
 * @param deep - whether its bytes are hashed, which takes seconds, or only counted
 */
export async function stateOf(
  folder: string,
  { path, bytes, sha256, link }: InstalledFile,
  { deep, signal }: { readonly deep: boolean; readonly signal?: AbortSignal | undefined },
): Promise<InstalledFileState> {
  const place = join(folder, path);
  try {
    if (link !== undefined && (!(await lstat(place)).isSymbolicLink() || (await readlink(place)) !== link)) {
      return 'changed';
    }
    const { size } = await stat(place);
    if (bytes !== undefined && size !== bytes) return 'changed';
    return !deep || sha256 === undefined || (await hashFile(place, signal)) === sha256 ? 'intact' : 'changed';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'missing';
    throw error;
  }
}
