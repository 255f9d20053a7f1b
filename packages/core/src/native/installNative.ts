import { realpathSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type AddonPackage, addonPath, findAddonPackage } from './AddonPackage';
import { hashFile, type InstalledFile } from './NativeManifest';
import { type InstallNativeOptions, nativeFailure, thisMachine } from './NativeTarget';
import { buildAddon, type Compiler, findCompiler, findNodeHeaders, probeAddon } from './buildAddon';
import { type CudaFolder, findCuda, linkCuda } from './findCuda';
import { findPresent, type NativeInstallation, type WorkingProbe } from './findPresent';
import { chooseLibrary, type ObtainedLibrary, obtainLibrary } from './obtainLibrary';
import { createStaging, linkFolder, placeFiles } from './placeFiles';
import { removeNative } from './removeNative';
import { unpackWheel } from './unpackWheel';

/** The TensorFlow version that is installed by default: the latest that all tests have run with. */
export const defaultTensorFlow = '2.19.1';

/**
 * Builds the addon of tfjs-node against a TensorFlow library, and puts both into the package. The package stays unchanged
 * until the addon has been built and loads.
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

  // Checked before the download, which takes minutes.
  const tools = { compiler: await findCompiler(environment), headers: findNodeHeaders(target.folder) };
  const choice = tensorflow ?? { kind: 'version', version: defaultTensorFlow };
  const { library, release } = await obtainLibrary(choice, options, machine);
  const folders = gpu ? await findCuda(library, cuda, environment) : [];
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
    report({ phase: 'build', file: path, done: 0, total: 0 });
    const libraries = library.files.map(({ name }) => name);
    const parts = { compiler, includes: [headers, library.include], lib: join(deps, 'lib'), libraries };
    await buildAddon(target, parts, addon, signal);
    report({ phase: 'check', file: path, done: 0, total: 0 });
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
