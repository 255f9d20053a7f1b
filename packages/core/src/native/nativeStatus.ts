import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Abortable } from '../abortable';
import { missingLibraries } from '../backends/nvidia.node';
import { isFerError } from '../errors';
import { type AddonPackage, addonPath, findAddonPackage, packageName } from './AddonPackage';
import { type InstalledFileState, type NativeManifest, readManifest, stateOf } from './NativeManifest';
import { type AddonProbe, probeAddon } from './buildAddon';

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

/** Why a TensorFlow with CUDA computes on the processor; undefined where it does not. */
export function whyNoGpu({ usesGpu, remark }: Extract<AddonProbe, { readonly loads: true }>): string | undefined {
  if (usesGpu) return undefined;
  const said = remark === undefined ? '' : ` TensorFlow says: ${remark}`;
  return missingLibraries(['libcuda.so.1']).length > 0
    ? `there is no NVIDIA driver here (libcuda.so.1).${said}`
    : said.trim() || 'TensorFlow does not say why.';
}
