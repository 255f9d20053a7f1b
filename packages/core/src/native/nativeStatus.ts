import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Abortable } from '../abortable';
import { missingLibraries } from '../backends/nvidia.node';
import { isFerError } from '../errors';
import { type AddonPackage, addonPath, findAddonPackage, packageName } from './AddonPackage';
import { type InstalledFileState, type NativeManifest, readManifest, stateOf } from './NativeManifest';
import { type AddonProbe, probeAddon } from './buildAddon';

/** State of one of the two packages. */
export type NativeStatus =
  | { readonly name: string; readonly package: undefined }
  | {
      readonly name: string;
      readonly package: AddonPackage;
      /** The installation by ferkit; undefined if there is no addon, or one of another origin. */
      readonly manifest: NativeManifest | undefined;
      /** The state of each file of the installation. */
      readonly files: readonly { readonly path: string; readonly state: InstalledFileState }[];
      /** Result of loading the addon; undefined if there is none. */
      readonly probe: AddonProbe | undefined;
    };

/** Checks the installation of one of the two packages, and loads its addon in a child process. */
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

/** The reason why a TensorFlow with CUDA computes on the CPU; undefined if it uses the GPU. */
export function whyNoGpu({ usesGpu, remark }: Extract<AddonProbe, { readonly loads: true }>): string | undefined {
  if (usesGpu) return undefined;
  const log = remark === undefined ? '' : ` TensorFlow says: ${remark}`;
  return missingLibraries(['libcuda.so.1']).length > 0
    ? `there is no NVIDIA driver here (libcuda.so.1).${log}`
    : log.trim() || 'TensorFlow does not say why.';
}
