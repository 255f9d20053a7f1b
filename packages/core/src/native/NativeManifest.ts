import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readFile, readlink, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AddonPackage, addonPath } from './AddonPackage';
import type { LibrarySource } from './NativeTarget';

/** A file or link that an installation put into a package. */
export interface InstalledFile {
  /** From the package's folder on. */
  readonly path: string;
  /** Of its content, hexadecimal; undefined for a link to a folder. */
  readonly sha256?: string;
  readonly bytes?: number;
  /** What it links to, where it is a link. */
  readonly link?: string;
  /** Where what stood there before has been moved to. */
  readonly replaced?: string;
}

/** What an installation leaves beside the addon, to be understood and undone. */
export interface NativeManifest {
  readonly format: 1;
  /** TensorFlow's version, as the library itself says. */
  readonly tensorflow: string;
  readonly source: LibrarySource;
  readonly compiler: string;
  readonly installedAt: string;
  readonly files: readonly InstalledFile[];
}

/** Where the manifest of a package lies. */
export const manifestPath = (target: AddonPackage): string =>
  join(target.folder, dirname(addonPath(target)), 'ferkit-native.json');

/** Reads it; undefined where ferkit has installed nothing. */
export async function readManifest(target: AddonPackage): Promise<NativeManifest | undefined> {
  const text = await readFile(manifestPath(target), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : (JSON.parse(text) as NativeManifest);
}

/** Writes it whole or not at all. */
export async function writeManifest(target: AddonPackage, manifest: NativeManifest): Promise<void> {
  const path = manifestPath(target);
  await writeFile(`${path}.part`, `${JSON.stringify(manifest, undefined, 2)}\n`);
  await rename(`${path}.part`, path);
}

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
