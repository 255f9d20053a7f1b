import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { missingLibraries } from '../backends/nvidia.node';
import type { InstalledFile } from './NativeManifest';
import { nativeFailure } from './NativeTarget';
import { ZipFile } from './ZipFile';
import type { ObtainedLibrary } from './obtainLibrary';

/** The folder of a CUDA component: laid out as in NVIDIA's wheels, or a plain folder of libraries. */
export interface CudaFolder {
  readonly component: string;
  readonly path: string;
  readonly layout: 'wheel' | 'libraries';
}

/**
 * Finds the CUDA libraries of a TensorFlow build: in a given folder, in the `nvidia-*` wheels of the active Python
 * environment, on the linker path, or in a CUDA toolkit.
 *
 * @param given - a folder of `nvidia-*` wheels, or of a CUDA toolkit
 * @returns the folders that need a link; none for libraries that the linker finds
 * @throws NATIVE_INSTALL_FAILED with each missing library, and the wheel that has it
 */
async function locateLibraries(
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
    // A given folder overrides the linker path.
    const isGiven = given !== undefined && found !== undefined && isWithin(found.path, given);
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

/** True if a path is a folder or lies in it. `/opt/cuda-12` is not in `/opt/cuda`. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

const holds = ({ path, layout }: CudaFolder, file: string): boolean =>
  existsSync(layout === 'wheel' ? join(path, 'lib', file) : join(path, file));

function missingCuda(missing: CudaNeeds['needed'], given: string | undefined): Error {
  const wheels = [...new Set(missing.map(({ wheel }) => wheel))];
  return nativeFailure('cuda', {
    failed: `CUDA libraries that this TensorFlow was built with are missing`,
    expected: missing.map(({ file, wheel }) => `${file} (${wheel})`).join(', '),
    received: `none ${given === undefined ? 'in the active Python environment, on the linker path or in /usr/local/cuda' : `in ${given}`}`,
    next: `Run: pip install --target cuda ${wheels.join(' ')}, and then the same command with --cuda cuda.`,
  });
}

/** The `nvidia` folders of Python environments. */
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

/** The package folders of the Python on the path; none without Python. */
async function sitePackages(environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const program = 'import site, sysconfig; print(sysconfig.get_paths()["purelib"]); print(site.getusersitepackages())';
  const run = promisify(execFile)('python3', ['-c', program], { env: environment });
  return run.then(
    ({ stdout }) => stdout.trim().split('\n'),
    () => [],
  );
}

/** The library folders of CUDA toolkits. */
async function toolkitFolders(given: string | undefined, environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const local = (await readdir('/usr/local').catch(() => [])).filter((name) => /^cuda(-12[.\d]*)?$/.test(name));
  const roots = [given, environment.CUDA_HOME, environment.CUDA_PATH, ...local.map((name) => join('/usr/local', name))];
  return roots
    .filter((root) => root !== undefined)
    .flatMap((root) => [join(root, 'lib64'), join(root, 'lib'), root, join(root, 'extras/CUPTI/lib64')]);
}

/** A CUDA library that TensorFlow loads at run time. */
interface CudaLibrary {
  /** Its folder in NVIDIA's wheels, `nvidia/<component>/lib`, where TensorFlow looks for it. */
  readonly component: string;
  /** Its file name: `libcudnn.so.9`. */
  readonly file: string;
  /** The wheel that has it, with the version that TensorFlow was built with: `nvidia-cudnn-cu12==9.3.0.75`. */
  readonly wheel: string;
}

interface Component {
  readonly component: string;
  /** File names without `.so` and version; none for a component of programs and data. */
  readonly libraries: readonly string[];
  /** True if TensorFlow uses no GPU without it; the others are for profiling, several GPUs and XLA. */
  readonly isNeeded: boolean;
}

/** The CUDA components. The key is the name of NVIDIA's wheel without `nvidia-` and `-cu12`. */
const COMPONENTS: Readonly<Record<string, Component>> = {
  cublas: { component: 'cublas', libraries: ['libcublas', 'libcublasLt'], isNeeded: true },
  'cuda-runtime': { component: 'cuda_runtime', libraries: ['libcudart'], isNeeded: true },
  cudnn: { component: 'cudnn', libraries: ['libcudnn'], isNeeded: true },
  cufft: { component: 'cufft', libraries: ['libcufft'], isNeeded: true },
  cusolver: { component: 'cusolver', libraries: ['libcusolver'], isNeeded: true },
  cusparse: { component: 'cusparse', libraries: ['libcusparse'], isNeeded: true },
  // Loaded by cusolver and cusparse.
  nvjitlink: { component: 'nvjitlink', libraries: ['libnvJitLink'], isNeeded: true },
  'cuda-cupti': { component: 'cuda_cupti', libraries: ['libcupti'], isNeeded: false },
  'cuda-nvrtc': { component: 'cuda_nvrtc', libraries: ['libnvrtc'], isNeeded: false },
  curand: { component: 'curand', libraries: ['libcurand'], isNeeded: false },
  nccl: { component: 'nccl', libraries: ['libnccl'], isNeeded: false },
  'cuda-nvcc': { component: 'cuda_nvcc', libraries: [], isNeeded: false },
};

/** The CUDA components of a TensorFlow build. */
interface CudaNeeds {
  readonly needed: readonly CudaLibrary[];
  /** Components that are linked if they are found. */
  readonly optional: readonly string[];
}

/**
 * Reads the CUDA libraries of a TensorFlow wheel from its metadata:
 * `Requires-Dist: nvidia-cudnn-cu12 ==9.3.0.75 ; extra == 'and-cuda'`. In CUDA 12, the number of a library's file
 * is the major version of its wheel.
 */
function readCudaNeeds(metadata: string): CudaNeeds {
  const needed: CudaLibrary[] = [];
  const optional: string[] = [];
  for (const [, name = '', version = ''] of metadata.matchAll(
    /^Requires-Dist: nvidia-([a-z-]+)-cu12 ?\(?==([\d.]+)/gm,
  )) {
    const known = COMPONENTS[name];
    if (known === undefined) continue;
    if (!known.isNeeded) {
      optional.push(known.component);
      continue;
    }
    const wheel = `nvidia-${name}-cu12==${version}`;
    const [major = ''] = version.split('.');
    for (const library of known.libraries) {
      needed.push({ component: known.component, file: `${library}.so.${major}`, wheel });
    }
  }
  return { needed, optional };
}

/**
 * Finds the folders of the CUDA libraries that a TensorFlow was built with.
 *
 * @throws NATIVE_INSTALL_FAILED if one is missing, or if this TensorFlow has no CUDA
 */
export async function findCuda(
  library: ObtainedLibrary['library'],
  given: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<readonly CudaFolder[]> {
  const metadata = await readMetadata(library);
  // A libtensorflow without metadata relies on the linker path.
  if (metadata === undefined && library.kind === 'folder') return [];
  const needs = readCudaNeeds(metadata ?? '');
  if (needs.needed.length > 0) return locateLibraries(needs, given, environment);
  throw nativeFailure('wheel', {
    failed: `${basename(library.path)} was built without CUDA 12`,
    expected: 'a wheel of tensorflow 2.14 or later',
    received: 'one that asks for no nvidia-*-cu12 wheels',
    next: 'Choose another with --tensorflow <version>, or install without --gpu.',
  });
}

/**
 * Links CUDA folders where TensorFlow looks for them: its libraries have the run path `../nvidia/<component>/lib`, which is
 * the place of NVIDIA's wheels in a Python environment.
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

/** The Python metadata of a TensorFlow; undefined if there is none. */
async function readMetadata({ kind, path }: ObtainedLibrary['library']): Promise<string | undefined> {
  if (kind === 'folder') return metadataBeside(path);
  const zip = await ZipFile.open(path);
  try {
    const name = [...zip.entries.keys()].find((entry) => /^[^/]+\.dist-info\/METADATA$/.test(entry));
    return name === undefined ? undefined : (await zip.read(name)).toString('utf8');
  } finally {
    await zip.close();
  }
}

/** The metadata that pip keeps beside the `tensorflow` of a Python environment. */
async function metadataBeside(folder: string): Promise<string | undefined> {
  const packages = dirname(folder);
  const names = await readdir(packages).catch(() => []);
  const name = names.find((entry) => /^tensorflow(_cpu)?-[^-]+\.dist-info$/.test(entry));
  if (name === undefined) return undefined;
  return readFile(join(packages, name, 'METADATA'), 'utf8').catch(() => undefined);
}
