import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readFile, readlink, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AddonPackage, addonPath } from './AddonPackage';
import type { LibrarySource } from './NativeTarget';

/** A file or link that an installation put into a package. */
export interface InstalledFile {
  /** Within the package. */
  readonly path: string;
  /** Hexadecimal; undefined for a link to a folder. */
  readonly sha256?: string;
  readonly bytes?: number;
  /** Target of a symbolic link. */
  readonly link?: string;
  /** Path to which an existing file was moved. */
  readonly replaced?: string;
}

/** The record of an installation, kept beside the addon: `status` shows it, and `remove` undoes it. */
export interface NativeManifest {
  readonly format: 1;
  /** Version that the library reports. */
  readonly tensorflow: string;
  readonly source: LibrarySource;
  readonly compiler: string;
  readonly installedAt: string;
  readonly files: readonly InstalledFile[];
}

/** The path of the manifest. */
export const manifestPath = (target: AddonPackage): string =>
  join(target.folder, dirname(addonPath(target)), 'ferkit-native.json');

/** Reads the manifest; undefined if ferkit installed nothing. */
export async function readManifest(target: AddonPackage): Promise<NativeManifest | undefined> {
  const text = await readFile(manifestPath(target), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : (JSON.parse(text) as NativeManifest);
}

/** Writes the manifest atomically. */
export async function writeManifest(target: AddonPackage, manifest: NativeManifest): Promise<void> {
  const path = manifestPath(target);
  await writeFile(`${path}.part`, `${JSON.stringify(manifest, undefined, 2)}\n`);
  await rename(`${path}.part`, path);
}

/** State of an installed file. */
export type InstalledFileState = 'intact' | 'changed' | 'missing';

/**
 * Checks an installed file.
 * @param deep - true also compares its hash, which takes seconds; false only its size
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

/** True for a file, a folder or a link, also a link whose target is missing. */
export const pathExists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** The SHA-256 of a file, hexadecimal. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const chunks = createReadStream(path, { highWaterMark: 2 ** 20 });
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    hash.update(chunk as Uint8Array);
  }
  return hash.digest('hex');
}
