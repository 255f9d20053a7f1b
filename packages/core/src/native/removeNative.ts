import { existsSync } from 'node:fs';
import { lstat, readlink, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AddonPackage } from './AddonPackage';
import { hashFile, type InstalledFile, manifestPath, pathExists, readManifest } from './NativeManifest';

/** Result of a removal. */
export interface NativeRemoval {
  /** False if nothing was installed. */
  readonly removed: boolean;
  /** Files from before the installation that were put back. */
  readonly restored: readonly string[];
  /** Files that were changed since the installation, and were kept. */
  readonly kept: readonly string[];
}

/** Removes the files of an installation from a package, and puts back those from before. */
export async function removeNative(target: AddonPackage): Promise<NativeRemoval> {
  const manifest = await readManifest(target);
  if (manifest === undefined) return { removed: false, restored: [], kept: [] };
  const { folder } = target;
  const restored: string[] = [];
  const kept: string[] = [];
  for (const file of manifest.files) {
    const place = join(folder, file.path);
    const former = file.replaced === undefined ? undefined : join(folder, file.replaced);
    if (await isUnchanged(place, file)) await rm(place);
    if (former !== undefined && existsSync(former) && !(await pathExists(place))) {
      await rename(former, place);
      restored.push(file.path);
    } else if (await pathExists(place)) {
      kept.push(file.path);
    }
  }
  await rm(manifestPath(target));
  for (const { path } of manifest.files) await removeEmpty(join(folder, dirname(path)), folder);
  return { removed: true, restored, kept };
}

async function isUnchanged(place: string, { sha256, link }: InstalledFile): Promise<boolean> {
  const found = await lstat(place).catch(() => undefined);
  if (found === undefined) return false;
  if (link !== undefined) return found.isSymbolicLink() && (await readlink(place)) === link;
  return found.isFile() && (await hashFile(place)) === sha256;
}

/** Removes a folder and its parents, up to the package, as long as they are empty. */
async function removeEmpty(from: string, end: string): Promise<void> {
  for (let folder = from; folder !== end; folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch {
      return;
    }
  }
}
