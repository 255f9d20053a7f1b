import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Abortable } from '../../abortable';
import type { ByteSource, FolderEntry, FolderListing } from '../Platform';
import { sourceUnreadable } from '../readErrors';
import { describeReason, toPath } from './openBytes';

type Kind = 'file' | 'folder' | 'other';

/** The kind of an entry; links are followed, because image sets often consist of links. Broken links are `other`. */
async function kindOf(entry: Dirent, path: string): Promise<Kind> {
  const stats = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
  if (stats?.isFile() === true) return 'file';
  return stats?.isDirectory() === true ? 'folder' : 'other';
}

/**
 * `Platform.listFolder` for Node. Follows links after all real folders, and lists each real folder once, so that a link to a parent does not
 * loop.
 */
export async function listFolder(folder: string, { signal }: Abortable = {}): Promise<FolderListing> {
  const root = toPath(folder) ?? folder;
  const files: FolderEntry[] = [];
  const emptyFolders: string[] = [];
  const skipped: FolderListing['skipped'][number][] = [];
  const visited = new Set<string>();
  const links: { readonly full: string; readonly relative: string }[] = [];

  const walk = async (path: string, prefix: string): Promise<void> => {
    signal?.throwIfAborted();
    const real = await realpath(path);
    const relative = prefix.slice(0, -1);
    if (visited.has(real)) {
      const reason = `"${relative}" links to a folder that is read under another name.`;
      skipped.push({ kind: 'duplicate', source: relative, isFolder: true, reason });
      return;
    }
    visited.add(real);
    const entries = await readdir(path, { withFileTypes: true });
    if (entries.length === 0) emptyFolders.push(relative);
    for (const entry of entries) {
      const full = join(path, entry.name);
      const name = `${prefix}${entry.name}`;
      const kind = await kindOf(entry, full);
      if (kind === 'file') files.push({ path: name, source: full });
      else if (kind === 'folder' && entry.isSymbolicLink()) links.push({ full, relative: name });
      else if (kind === 'folder') await walkBelow(full, name);
      else if (entry.isSymbolicLink()) {
        skipped.push({
          kind: 'unreadable',
          source: name,
          isFolder: false,
          reason: `The link "${name}" leads nowhere.`,
        });
      }
    }
  };
  const walkBelow = async (path: string, relative: string): Promise<void> => {
    try {
      await walk(path, `${relative}/`);
    } catch (error) {
      signal?.throwIfAborted();
      const reason = `The folder "${relative}" cannot be read: ${describeReason(error)}.`;
      skipped.push({ kind: 'unreadable', source: relative, isFolder: true, reason });
    }
  };
  try {
    await walk(root, '');
  } catch (error) {
    signal?.throwIfAborted();
    throw sourceUnreadable(folder, { expected: 'a readable folder', received: describeReason(error) }, error);
  }
  // A link may lead to further links, which join the end of the list.
  for (let next = links.shift(); next !== undefined; next = links.shift()) await walkBelow(next.full, next.relative);
  // By code unit, because the order of a locale differs between machines.
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, emptyFolders, skipped };
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
