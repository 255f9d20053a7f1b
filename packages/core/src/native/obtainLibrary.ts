import { realpathSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { FerError } from '../errors';
import { hashFile } from './NativeManifest';
import {
  type InstallNativeOptions,
  nativeFailure,
  type NativeTarget,
  type ReportProgress,
  wheelArchitectures,
} from './NativeTarget';
import { downloadFile, indexAddress, type IndexFile, listWheels, withoutSecrets } from './downloadFile';

/** A TensorFlow on disk. */
export interface ObtainedLibrary {
  readonly library: ({ readonly kind: 'wheel' } & Wheel) | { readonly kind: 'folder'; readonly path: string };
  /** Removes the downloaded wheel, unless a cache keeps it. Called only after success: after a failure the wheel saves a download. */
  readonly release: () => Promise<void>;
}

/**
 * Provides the chosen TensorFlow on disk: downloads a version, and takes a wheel or folder as it is.
 *
 * @throws NATIVE_INSTALL_FAILED
 */
export async function obtainLibrary(
  choice: LibraryChoice,
  { gpu, index, cache, environment, report, signal }: InstallNativeOptions,
  target: NativeTarget,
): Promise<ObtainedLibrary> {
  const keep = (): Promise<void> => Promise.resolve();
  if (choice.kind === 'folder') return { library: choice, release: keep };
  if (choice.kind === 'wheel') {
    return { library: { ...choice, sha256: await hashFile(choice.path, signal) }, release: keep };
  }
  const place = {
    index: await indexAddress(index, environment),
    folder: cache ?? join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ferkit'),
    gpu,
  };
  const wheel = await obtainWheel(choice.version, place, target, report, signal);
  return {
    library: { kind: 'wheel', ...wheel },
    release: () => (cache === undefined ? rm(wheel.path, { force: true }) : keep()),
  };
}

/** A wheel on disk. */
export interface Wheel {
  readonly path: string;
  readonly sha256: string;
  /** Its URL; undefined for a wheel that the user brought. */
  readonly address?: string;
}

/**
 * Downloads the wheel of a TensorFlow version for a machine.
 *
 * @param folder - for the wheel; an intact one in it is not downloaded again
 * @throws NATIVE_INSTALL_FAILED
 */
async function obtainWheel(
  version: string,
  { index, folder, gpu }: { readonly index: string; readonly folder: string; readonly gpu: boolean },
  target: NativeTarget,
  report: ReportProgress,
  signal?: AbortSignal,
): Promise<Wheel> {
  const file = await findWheel(version, index, gpu, target, signal);
  const path = join(folder, basename(file.name));
  await downloadFile(file, path, report, signal);
  return { path, sha256: file.sha256!, address: withoutSecrets(file.address) };
}

async function findWheel(
  version: string,
  index: string,
  gpu: boolean,
  target: NativeTarget,
  signal?: AbortSignal,
): Promise<IndexFile> {
  const projects = projectsFor(target, gpu);
  const offered = new Set<string>();
  for (const project of projects) {
    const files = await listWheels(index, project, signal);
    const wheel = chooseWheel(files, version, target);
    if (wheel !== undefined) return wheel;
    for (const found of versionsFor(files, target)) offered.add(found);
  }
  throw nativeFailure('wheel', {
    failed: `There is no wheel of ${projects.join(' or ')} ${version} for this machine at ${withoutSecrets(index)}`,
    expected: `one for Linux ${wheelArchitectures[target.arch]} with glibc ${target.glibc.join('.')} or earlier`,
    received: offered.size === 0 ? 'none of any version' : `those of ${[...offered].slice(-8).join(', ')}`,
    next: 'Choose another with --tensorflow <version>.',
  });
}

function versionsFor(files: readonly IndexFile[], target: NativeTarget): readonly string[] {
  const versions = new Set(files.map(({ name }) => name.split('-')[1] ?? ''));
  return [...versions]
    .filter((version) => chooseWheel(files, version, target) !== undefined)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** A choice of TensorFlow: a version from the package index, or a wheel or folder on disk. */
export type LibraryChoice =
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'wheel'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string };

/**
 * Parses a choice: `2.19.1`, the path of a wheel, or a folder.
 *
 * @throws OPTION_INVALID
 */
export function chooseLibrary(wanted: string): LibraryChoice {
  if (/^\d+\.\d+\.\d+(rc\d+)?$/.test(wanted)) return { kind: 'version', version: wanted };
  const path = resolve(wanted);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return { kind: 'folder', path: realpathSync(path) };
  if (found?.isFile() === true && path.endsWith('.whl')) return { kind: 'wheel', path };
  throw new FerError('OPTION_INVALID', {
    failed: 'There is no such TensorFlow',
    expected: 'a version like 2.19.1, a wheel (.whl), or a folder of libtensorflow',
    received: found === undefined ? `${wanted}, which does not exist` : wanted,
    option: 'tensorflow',
  });
}

/** The PyPI projects with TensorFlow's library for a machine, in the order of search. */
function projectsFor({ arch }: NativeTarget, gpu: boolean): readonly string[] {
  if (gpu) return ['tensorflow'];
  // Until 2.16, `tensorflow` for arm64 was empty, and Amazon published its library.
  return arch === 'x64' ? ['tensorflow-cpu'] : ['tensorflow-cpu-aws', 'tensorflow'];
}

/** The wheel of a version for a machine. The Python version does not matter: all wheels of a version have the same library. */
function chooseWheel(
  files: readonly IndexFile[],
  version: string,
  { arch, glibc }: NativeTarget,
): IndexFile | undefined {
  const fits = ({ name }: IndexFile): boolean => {
    const [, found, platforms = ''] = /^[^-]+-([^-]+)-[^-]+-[^-]+-(.+)\.whl$/.exec(name) ?? [];
    return found === version && platforms.split('.').some((tag) => fitsPlatform(tag, wheelArchitectures[arch], glibc));
  };
  return files
    .filter(fits)
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
    .at(-1);
}

function fitsPlatform(tag: string, arch: string, [major, minor]: NativeTarget['glibc']): boolean {
  const [, tagMajor, tagMinor, tagArch] = /^manylinux_(\d+)_(\d+)_(\w+)$/.exec(tag) ?? [];
  if (tagMajor === undefined) return tag === `manylinux2014_${arch}` && major * 100 + minor >= 217;
  return tagArch === arch && major * 100 + minor >= Number(tagMajor) * 100 + Number(tagMinor);
}
