import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AddonPackage } from './AddonPackage';
import {
  hashFile,
  type InstalledFile,
  manifestPath,
  type NativeManifest,
  pathExists,
  writeManifest,
} from './NativeManifest';
import { apiLibraries, frameworkLibrary, type LibraryFile, nativeFailure, type NativeLibrary } from './NativeTarget';

/** Suffix that an existing file gets when it is moved aside. */
const REPLACED = '.before-ferkit';

/**
 * Moves the built files into the package, and existing files aside. The manifest is written first, so that an interrupted
 * installation can be undone.
 *
 * @param staging - has each file at its path in the package; on the same disk
 */
export async function placeFiles(
  target: AddonPackage,
  staging: string,
  manifest: Omit<NativeManifest, 'files'> & { readonly files: readonly Omit<InstalledFile, 'replaced'>[] },
): Promise<NativeManifest> {
  const files: InstalledFile[] = [];
  for (const file of manifest.files) {
    const isTaken = await pathExists(join(target.folder, file.path));
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

const PREFIX = '.ferkit-';

/**
 * Creates the staging folder in the package, so that its files only have to be renamed. Removes staging folders of killed
 * processes.
 */
export async function createStaging(folder: string): Promise<string> {
  for (const name of await readdir(folder)) {
    const pid = new RegExp(`^\\${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(folder, name), { recursive: true, force: true });
  }
  return mkdtemp(join(folder, `${PREFIX}${process.pid}-`));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const HEADER = 'tensorflow/c/c_api.h';

/**
 * Takes TensorFlow's library from a folder, where it stays: libtensorflow as its publisher packs it, an unpacked wheel, or
 * the `tensorflow` of a Python environment.
 *
 * @param target - gets `lib`, with links to the libraries
 * @throws NATIVE_INSTALL_FAILED
 */
export async function linkFolder(given: string, target: string, signal?: AbortSignal): Promise<NativeLibrary> {
  const path = await realpath(given);
  const places = [path, join(path, 'tensorflow'), join(path, 'lib')];
  const holds = (name: string) => (place: string) => existsSync(join(place, name));
  const api = apiLibraries.find((name) => places.some(holds(name)));
  const lib = api === undefined ? undefined : places.find(holds(api));
  const include = places.map((place) => join(place, 'include')).find(holds(HEADER));
  if (api === undefined || lib === undefined || include === undefined || !holds(frameworkLibrary)(lib)) {
    const missing = [
      ...(api === undefined ? [apiLibraries.join(' or ')] : []),
      ...(lib !== undefined && holds(frameworkLibrary)(lib) ? [] : [frameworkLibrary]),
      ...(include === undefined ? [`include/${HEADER}`] : []),
    ];
    throw nativeFailure('wheel', {
      failed: `${path} is no folder of libtensorflow`,
      expected: missing.join(', '),
      received: 'none of these in it',
    });
  }
  await mkdir(join(target, 'lib'), { recursive: true });
  const files: LibraryFile[] = [];
  for (const name of [api, frameworkLibrary]) {
    const file = join(lib, name);
    await symlink(file, join(target, 'lib', name));
    files.push({ name, sha256: await hashFile(file, signal), bytes: (await stat(file)).size, link: file });
  }
  return { source: { kind: 'folder', path }, include, files };
}
