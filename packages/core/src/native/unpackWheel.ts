import { mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  apiLibraries,
  checkDiskSpace,
  frameworkLibrary,
  type LibraryFile,
  nativeFailure,
  type NativeLibrary,
  type ReportProgress,
} from './NativeTarget';
import { ZipFile } from './ZipFile';
import type { Wheel } from './obtainLibrary';

const INCLUDE = 'tensorflow/include/';

/**
 * Unpacks the files of a TensorFlow wheel that the addon is built with: two libraries, and of its 12,000 files those headers that
 * the addon's sources include.
 *
 * @param sources - the folder of the addon's sources
 * @param target - the folder that receives `lib` and `include`
 * @throws NATIVE_INSTALL_FAILED
 */
export async function unpackWheel(
  { path, sha256, address }: Wheel,
  sources: string,
  target: string,
  report: ReportProgress,
  signal?: AbortSignal,
): Promise<NativeLibrary> {
  const zip = await ZipFile.open(path);
  try {
    const names = librariesIn(zip, path);
    const total = names.reduce((sum, name) => sum + zip.entries.get(`tensorflow/${name}`)!.size, 0);
    await mkdir(target, { recursive: true });
    await checkDiskSpace(target, total);
    let done = 0;
    const files: LibraryFile[] = [];
    for (const name of names) {
      const onBytes = (count: number): void => {
        done += count;
        report({ phase: 'unpack', file: name, done, total });
      };
      const hash = await zip.extract(`tensorflow/${name}`, join(target, 'lib', name), { onBytes, signal });
      files.push({ name, sha256: hash, bytes: zip.entries.get(`tensorflow/${name}`)!.size });
    }
    const include = join(target, 'include');
    for (const header of await headersFor(zip, sources)) {
      await zip.extract(INCLUDE + header, join(include, header), { signal });
    }
    const origin = address === undefined ? {} : { address };
    return { source: { kind: 'wheel', file: basename(path), sha256, ...origin }, include, files };
  } finally {
    await zip.close();
  }
}

function librariesIn({ entries }: ZipFile, path: string): readonly string[] {
  const api = apiLibraries.find((name) => entries.has(`tensorflow/${name}`));
  if (api !== undefined && entries.has(`tensorflow/${frameworkLibrary}`)) return [api, frameworkLibrary];
  throw nativeFailure('wheel', {
    failed: `${basename(path)} has no TensorFlow library that can be built against`,
    expected: `tensorflow/${apiLibraries[0]} and tensorflow/${frameworkLibrary}`,
    received: `${entries.size} other files`,
    next: 'Choose a wheel of tensorflow-cpu, or of tensorflow, for Linux.',
  });
}

/** The headers that the sources include, directly or through other headers. */
async function headersFor(zip: ZipFile, sources: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const follow = async (text: string): Promise<void> => {
    for (const [, header = ''] of text.matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)) {
      // Headers outside the wheel are the addon's own; the compiler reports those that are missing.
      if (found.has(header) || !zip.entries.has(INCLUDE + header)) continue;
      found.add(header);
      await follow((await zip.read(INCLUDE + header)).toString('utf8'));
    }
  };
  for (const file of await readdir(sources)) await follow(await readFile(join(sources, file), 'utf8'));
  return found;
}
