import { mkdir, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readCudaNeeds } from './cudaLibraries';
import { findCuda, type CudaFolder } from './findCuda';
import { nativeFailure } from './nativeFailure';
import type { InstalledFile } from './NativeManifest';
import type { ObtainedLibrary } from './obtainLibrary';
import { readMetadata } from './readMetadata';

/**
 * The folders of the CUDA libraries that a TensorFlow was built with.
 *
 * @throws NATIVE_INSTALL_FAILED where one is missing, or where this TensorFlow has no CUDA
 */
export async function cudaFor(
  library: ObtainedLibrary['library'],
  given: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<readonly CudaFolder[]> {
  const metadata = await readMetadata(library);
  // Of a libtensorflow that says nothing of itself, the linker has to find what it needs.
  if (metadata === undefined && library.kind === 'folder') return [];
  const needs = readCudaNeeds(metadata ?? '');
  if (needs.needed.length > 0) return findCuda(needs, given, environment);
  throw nativeFailure('wheel', {
    failed: `${basename(library.path)} was built without CUDA 12`,
    expected: 'a wheel of tensorflow 2.14 or later',
    received: 'one that asks for no nvidia-*-cu12 wheels',
    next: 'Choose another with --tensorflow <version>, or install without --gpu.',
  });
}

/**
 * Leads TensorFlow to CUDA folders: its libraries look into `../nvidia/<component>/lib` from where they lie, as NVIDIA's
 * wheels lie beside them in a Python environment.
 */
export async function linkCuda(folders: readonly CudaFolder[], staging: string): Promise<readonly InstalledFile[]> {
  const links: InstalledFile[] = [];
  for (const { component, path, layout } of folders) {
    const place = ['deps/nvidia', component, ...(layout === 'wheel' ? [] : ['lib'])].join('/');
    await mkdir(dirname(join(staging, place)), { recursive: true });
    await symlink(path, join(staging, place));
    links.push({ path: place, link: path });
  }
  return links;
}
