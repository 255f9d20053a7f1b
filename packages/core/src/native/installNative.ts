import { realpathSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Abortable } from '../abortable';
import { hashFile } from './hashFile';
import { addonPath, findAddonPackage, type AddonPackage } from './AddonPackage';
import { buildAddon } from './buildAddon';
import { chooseLibrary } from './chooseLibrary';
import { createStaging } from './createStaging';
import { cudaFor, linkCuda } from './cudaFor';
import type { CudaFolder } from './findCuda';
import { findCompiler, type Compiler } from './findCompiler';
import { findNodeHeaders } from './findNodeHeaders';
import { findPresent } from './findPresent';
import { linkFolder } from './linkFolder';
import { nativeFailure } from './nativeFailure';
import type { InstalledFile, NativeManifest } from './NativeManifest';
import type { ReportProgress } from './NativeProgress';
import { thisMachine } from './NativeTarget';
import { obtainLibrary, type ObtainedLibrary } from './obtainLibrary';
import { placeFiles } from './placeFiles';
import { probeAddon, type AddonProbe } from './probeAddon';
import { removeNative } from './removeNative';
import { unpackWheel } from './unpackWheel';

/** The TensorFlow that is installed where none is asked for: the latest that everything here was tried with. */
export const defaultTensorFlow = '2.19.1';

/** Options of {@link installNative}. */
export interface InstallNativeOptions extends Abortable {
  /** Whether for `@tensorflow/tfjs-node-gpu`, with CUDA, or for `@tensorflow/tfjs-node`. */
  readonly gpu: boolean;
  /** A version, a wheel, or a folder of libtensorflow. */
  readonly tensorflow?: string | undefined;
  /** The package index, where it shall be another than pip's. */
  readonly index?: string | undefined;
  /** A folder that keeps the downloaded wheel. Without it, a downloaded wheel is removed once it is unpacked. */
  readonly cache?: string | undefined;
  /** A folder of NVIDIA's wheels, or of a CUDA toolkit. */
  readonly cuda?: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly report: ReportProgress;
}

type WorkingProbe = Extract<AddonProbe, { readonly loads: true }>;

/** What an installation came to. */
export interface NativeInstallation {
  readonly package: AddonPackage;
  /** False where it was there already, and nothing was done. */
  readonly installed: boolean;
  readonly manifest: NativeManifest;
  readonly probe: WorkingProbe;
}

/**
 * Builds the addon of tfjs-node against a TensorFlow library, and puts both where the package looks. The package stays as it
 * is until the addon has been built and has loaded.
 *
 * @throws PEER_MISSING, NATIVE_INSTALL_FAILED, OPTION_INVALID
 */
export async function installNative(options: InstallNativeOptions): Promise<NativeInstallation> {
  const { gpu, environment, signal } = options;
  const tensorflow = options.tensorflow === undefined ? undefined : chooseLibrary(options.tensorflow);
  const machine = thisMachine();
  if (gpu && machine.arch !== 'x64') throw noCudaHere();
  const target = findAddonPackage(gpu);
  const cuda = options.cuda === undefined ? undefined : openFolder(options.cuda);
  const present = await findPresent(target, { tensorflow, cuda }, signal);
  if (present !== undefined) return present;

  // What can be found missing is found before the download.
  const tools = { compiler: await findCompiler(environment), headers: findNodeHeaders(target.folder) };
  const choice = tensorflow ?? { kind: 'version', version: defaultTensorFlow };
  const { library, release } = await obtainLibrary(choice, options, machine);
  const folders = gpu ? await cudaFor(library, cuda, environment) : [];
  const installation = await build(target, library, folders, tools, options);
  await release();
  return installation;
}

async function build(
  target: AddonPackage,
  from: ObtainedLibrary['library'],
  cuda: readonly CudaFolder[],
  { compiler, headers }: { readonly compiler: Compiler; readonly headers: string },
  { report, signal }: InstallNativeOptions,
): Promise<NativeInstallation> {
  const staging = await createStaging(target.folder);
  try {
    const deps = join(staging, 'deps');
    const library =
      from.kind === 'folder'
        ? await linkFolder(from.path, deps, signal)
        : await unpackWheel(from, join(target.folder, 'binding'), deps, report, signal);
    const links = await linkCuda(cuda, staging);
    const path = addonPath(target);
    const addon = join(staging, path);
    report({ phase: 'build', what: path, done: 0, total: 0 });
    const libraries = library.files.map(({ name }) => name);
    const parts = { compiler, includes: [headers, library.include], lib: join(deps, 'lib'), libraries };
    await buildAddon(target, parts, addon, signal);
    report({ phase: 'check', what: path, done: 0, total: 0 });
    const probe = await check(addon, signal);

    const files: InstalledFile[] = [
      { path, sha256: await hashFile(addon), bytes: (await stat(addon)).size },
      ...library.files.map(({ name, ...file }) => ({ path: `deps/lib/${name}`, ...file })),
      ...links,
    ];
    await removeNative(target);
    const manifest = await placeFiles(target, staging, {
      format: 1,
      tensorflow: probe.tensorflow,
      source: library.source,
      compiler: compiler.version,
      installedAt: new Date().toISOString(),
      files,
    });
    return { package: target, installed: true, manifest, probe };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function check(addon: string, signal: AbortSignal | undefined): Promise<WorkingProbe> {
  const probe = await probeAddon(addon, signal);
  if (probe.loads) return probe;
  throw nativeFailure('load', {
    failed: 'The addon was built and does not load',
    received: probe.reason,
    next: 'Nothing was changed. Choose another TensorFlow with --tensorflow <version>.',
  });
}

function openFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw nativeFailure('cuda', { failed: `There is no folder ${path}`, expected: 'one with CUDA libraries' }, error);
  }
}

function noCudaHere(): Error {
  return nativeFailure('platform', {
    failed: 'No wheel of TensorFlow has CUDA for this processor',
    expected: 'Linux on x64',
    received: `${process.platform}-${process.arch}`,
    next: 'Install without --gpu, or use the webgpu backend: npm install webgpu.',
  });
}
