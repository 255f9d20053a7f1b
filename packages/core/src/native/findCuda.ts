import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { missingLibraries } from '../backends/missingLibraries.node';
import type { CudaNeeds } from './cudaLibraries';
import { nativeFailure } from './nativeFailure';

/** Where a component of CUDA is: its folder as NVIDIA's wheels lay it out, or a folder with its libraries. */
export interface CudaFolder {
  readonly component: string;
  readonly path: string;
  readonly layout: 'wheel' | 'libraries';
}

/**
 * Finds the CUDA libraries of a build of TensorFlow: in a given folder, in the active Python environment's `nvidia-*` wheels,
 * where the system's linker looks, or in a CUDA toolkit.
 *
 * @param given - a folder of `nvidia-*` wheels, or of a CUDA toolkit
 * @returns the folders that TensorFlow has to be led to; none for what the linker finds by itself
 * @throws NATIVE_INSTALL_FAILED with each library that is missing, and the wheel that has it
 */
export async function findCuda(
  { needed, optional }: CudaNeeds,
  given: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<readonly CudaFolder[]> {
  const wheels = await wheelRoots(given, environment);
  const toolkits = await toolkitFolders(given, environment);
  const folders = new Map<string, CudaFolder>();
  const missing = needed.filter(({ component, file }) => {
    if (folders.has(component) && holds(folders.get(component)!, file)) return false;
    const candidates = [
      ...wheels.map((root): CudaFolder => ({ component, path: join(root, component), layout: 'wheel' })),
      ...toolkits.map((path): CudaFolder => ({ component, path, layout: 'libraries' })),
    ];
    const found = candidates.find((candidate) => holds(candidate, file));
    // What was given goes before what the system has; without it, the system is enough.
    const isGiven = given !== undefined && found?.path.startsWith(given) === true;
    if (!isGiven && missingLibraries([file]).length === 0) return false;
    if (found === undefined) return true;
    folders.set(component, found);
    return false;
  });
  if (missing.length > 0) throw missingCuda(missing, given);
  for (const component of optional) {
    const path = wheels.map((root) => join(root, component)).find((folder) => existsSync(folder));
    if (path !== undefined) folders.set(component, { component, path, layout: 'wheel' });
  }
  return [...folders.values()];
}

const holds = ({ path, layout }: CudaFolder, file: string): boolean =>
  existsSync(layout === 'wheel' ? join(path, 'lib', file) : join(path, file));

function missingCuda(missing: CudaNeeds['needed'], given: string | undefined): Error {
  const wheels = [...new Set(missing.map(({ wheel }) => wheel))];
  return nativeFailure('cuda', {
    failed: `CUDA libraries are missing that this TensorFlow was built with`,
    expected: missing.map(({ file, wheel }) => `${file} (${wheel})`).join(', '),
    received: `none ${given === undefined ? 'in the active Python environment, on the linker path or in /usr/local/cuda' : `in ${given}`}`,
    next: `Run: pip install --target cuda ${wheels.join(' ')}, and then the same command with --cuda cuda.`,
  });
}

/** The folders `nvidia` of Python environments. */
async function wheelRoots(given: string | undefined, environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const { VIRTUAL_ENV: virtual, CONDA_PREFIX: conda } = environment;
  const packages: string[] = [];
  for (const root of [virtual, conda]) {
    if (root === undefined) continue;
    const lib = join(root, 'lib');
    const versions = (await readdir(lib).catch(() => [])).filter((name) => name.startsWith('python3'));
    packages.push(...versions.map((name) => join(lib, name, 'site-packages')));
  }
  packages.push(...(await sitePackages(environment)));
  return [
    ...(given === undefined ? [] : [given, join(given, 'nvidia')]),
    ...packages.map((path) => join(path, 'nvidia')),
  ];
}

/** Those of the Python on the path, where there is one. */
async function sitePackages(environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const program = 'import site, sysconfig; print(sysconfig.get_paths()["purelib"]); print(site.getusersitepackages())';
  const run = promisify(execFile)('python3', ['-c', program], { env: environment });
  return run.then(
    ({ stdout }) => stdout.trim().split('\n'),
    () => [],
  );
}

/** The folders of libraries of CUDA toolkits, the newest first. */
async function toolkitFolders(given: string | undefined, environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const local = (await readdir('/usr/local').catch(() => [])).filter((name) => /^cuda(-12[.\d]*)?$/.test(name));
  const roots = [given, environment.CUDA_HOME, environment.CUDA_PATH, ...local.map((name) => join('/usr/local', name))];
  return roots
    .filter((root) => root !== undefined)
    .flatMap((root) => [join(root, 'lib64'), join(root, 'lib'), root, join(root, 'extras/CUPTI/lib64')]);
}
