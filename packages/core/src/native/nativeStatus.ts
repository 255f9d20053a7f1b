import { join } from 'node:path';
import { existsSync } from 'node:fs';
import type { Abortable } from '../abortable';
import { isFerError } from '../errors';
import { addonPath, findAddonPackage, packageName, type AddonPackage } from './AddonPackage';
import { stateOf, type InstalledFileState } from './InstalledFileState';
import { readManifest, type NativeManifest } from './NativeManifest';
import { probeAddon, type AddonProbe } from './probeAddon';

/** What is known of one of the two packages. */
export type NativeStatus =
  | { readonly name: string; readonly package: undefined }
  | {
      readonly name: string;
      readonly package: AddonPackage;
      /** What ferkit installed; undefined where an addon is from elsewhere, or there is none. */
      readonly manifest: NativeManifest | undefined;
      /** The files of that, each looked at. */
      readonly files: readonly { readonly path: string; readonly state: InstalledFileState }[];
      /** Whether the addon loads; undefined where there is none. */
      readonly probe: AddonProbe | undefined;
    };

/** Looks at what is installed for one of the two packages, and whether it loads. */
export async function nativeStatus(gpu: boolean, { signal }: Abortable = {}): Promise<NativeStatus> {
  const name = packageName(gpu);
  const target = findOrNothing(gpu);
  if (target === undefined) return { name, package: undefined };
  const manifest = await readManifest(target);
  const files: { path: string; state: InstalledFileState }[] = [];
  for (const file of manifest?.files ?? []) {
    files.push({ path: file.path, state: await stateOf(target.folder, file, { deep: true, signal }) });
  }
  const addon = join(target.folder, addonPath(target));
  const probe = existsSync(addon) ? await probeAddon(addon, signal) : undefined;
  return { name, package: target, manifest, files, probe };
}

function findOrNothing(gpu: boolean): AddonPackage | undefined {
  try {
    return findAddonPackage(gpu);
  } catch (error) {
    if (isFerError(error, 'PEER_MISSING')) return undefined;
    throw error;
  }
}
