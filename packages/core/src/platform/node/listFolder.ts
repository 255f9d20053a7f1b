import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Abortable } from '../../abortable';
import type { ByteSource, FolderEntry } from '../Platform';
import { reasonOf, sourceUnreadable } from '../readErrors';
import { toPath } from './openBytes';

type Kind = 'file' | 'folder' | 'other';

/** The kind of an entry; links are followed, because image sets often consist of links. Broken links are `other`. */
async function kindOf(entry: Dirent, path: string): Promise<Kind> {
  const stats = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
  if (stats?.isFile() === true) return 'file';
  return stats?.isDirectory() === true ? 'folder' : 'other';
}

/** `Platform.listFolder` for Node. Follows links, and visits each real folder once, so that a link to a parent does not loop. */
export async function listFolder(folder: string, { signal }: Abortable = {}): Promise<readonly FolderEntry[]> {
  const root = toPath(folder) ?? folder;
  const found: FolderEntry[] = [];
  const visited = new Set<string>();

  const walk = async (path: string, prefix: string): Promise<void> => {
    signal?.throwIfAborted();
    const real = await realpath(path);
    if (visited.has(real)) return;
    visited.add(real);
    for (const entry of await readdir(path, { withFileTypes: true })) {
      const full = join(path, entry.name);
      const kind = await kindOf(entry, full);
      if (kind === 'folder') await walk(full, `${prefix}${entry.name}/`);
      else if (kind === 'file') found.push({ path: `${prefix}${entry.name}`, source: full });
    }
  };
  try {
    await walk(root, '');
  } catch (error) {
    signal?.throwIfAborted();
    throw sourceUnreadable(folder, { expected: 'a readable folder', received: reasonOf(error) }, error);
  }
  // By code unit, because the order of a locale differs between machines.
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** `Platform.isFolder` for Node; false for a missing path. */
export async function isFolder(source: ByteSource): Promise<boolean> {
  const path = toPath(source);
  if (path === undefined) return false;
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
