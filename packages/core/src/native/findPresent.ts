import { join } from 'node:path';
import { type AddonPackage, addonPath } from './AddonPackage';
import { hashFile, type NativeManifest, readManifest, stateOf } from './NativeManifest';
import { type AddonProbe, probeAddon } from './buildAddon';
import { isWithin } from './findCuda';
import type { LibraryChoice } from './obtainLibrary';

/** The wanted installation. Undefined accepts any. */
export interface WantedNative {
  readonly tensorflow: LibraryChoice | undefined;
  /** A folder of CUDA libraries, absolute. */
  readonly cuda: string | undefined;
}

/** The existing installation in a package; undefined unless it is intact, loads, and is the wanted one. */
export async function findPresent(
  target: AddonPackage,
  wanted: WantedNative,
  signal?: AbortSignal,
): Promise<NativeInstallation | undefined> {
  const manifest = await readManifest(target);
  if (manifest === undefined || !(await isWanted(manifest, wanted, signal))) return undefined;
  for (const file of manifest.files) {
    if ((await stateOf(target.folder, file, { deep: false, signal })) !== 'intact') return undefined;
  }
  const probe = await probeAddon(join(target.folder, addonPath(target)), signal);
  return probe.loads ? { package: target, installed: false, manifest, probe } : undefined;
}

async function isWanted(
  { tensorflow, source, files }: NativeManifest,
  wanted: WantedNative,
  signal?: AbortSignal,
): Promise<boolean> {
  const { cuda } = wanted;
  if (cuda !== undefined && !files.some(({ link }) => link !== undefined && isWithin(link, cuda))) return false;
  switch (wanted.tensorflow?.kind) {
    case undefined:
      return true;
    case 'version':
      return tensorflow === wanted.tensorflow.version;
    case 'wheel':
      return source.kind === 'wheel' && (await hashFile(wanted.tensorflow.path, signal)) === source.sha256;
    case 'folder':
      return source.kind === 'folder' && source.path === wanted.tensorflow.path;
  }
}

export type WorkingProbe = Extract<AddonProbe, { readonly loads: true }>;

/** Result of an installation. */
export interface NativeInstallation {
  readonly package: AddonPackage;
  /** False if it existed already, and nothing was done. */
  readonly installed: boolean;
  readonly manifest: NativeManifest;
  readonly probe: WorkingProbe;
}
