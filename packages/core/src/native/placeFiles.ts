import { lstat, mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AddonPackage } from './AddonPackage';
import { manifestPath, writeManifest, type InstalledFile, type NativeManifest } from './NativeManifest';

/** The ending of what stood in the place of one of our files. */
const REPLACED = '.before-ferkit';

/**
 * Moves what was built into the package, where it is looked for. What stands there is moved aside. The manifest is written
 * first: whatever comes between, it tells how to undo the rest.
 *
 * @param staging - has each file at the path where it belongs in the package; on the same disk
 */
export async function placeFiles(
  target: AddonPackage,
  staging: string,
  manifest: Omit<NativeManifest, 'files'> & { readonly files: readonly Omit<InstalledFile, 'replaced'>[] },
): Promise<NativeManifest> {
  const files: InstalledFile[] = [];
  for (const file of manifest.files) {
    const isTaken = await lstat(join(target.folder, file.path)).then(
      () => true,
      () => false,
    );
    files.push(isTaken ? { ...file, replaced: file.path + REPLACED } : file);
  }
  const placed = { ...manifest, files };
  await mkdir(dirname(manifestPath(target)), { recursive: true });
  await writeManifest(target, placed);
  for (const { path, replaced } of files) {
    const place = join(target.folder, path);
    if (replaced !== undefined) await rename(place, join(target.folder, replaced));
    await mkdir(dirname(place), { recursive: true });
    await rename(join(staging, path), place);
  }
  return placed;
}
