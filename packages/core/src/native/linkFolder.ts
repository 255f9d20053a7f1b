import { existsSync } from 'node:fs';
import { mkdir, realpath, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from './hashFile';
import { nativeFailure } from './nativeFailure';
import { apiLibraries, frameworkLibrary, type LibraryFile, type NativeLibrary } from './NativeLibrary';

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
      received: 'a folder without',
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
