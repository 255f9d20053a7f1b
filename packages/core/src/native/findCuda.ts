import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { missingLibraries } from '../backends/nvidia.node';
import type { InstalledFile } from './NativeManifest';
import { nativeFailure } from './NativeTarget';
import { ZipFile } from './ZipFile';
import type { ObtainedLibrary } from './obtainLibrary';

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
async function findCuda(
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

/** A CUDA library that TensorFlow loads at run time. */
interface CudaLibrary {
  /** The folder that NVIDIA's wheels have it in, `nvidia/<component>/lib`, and that TensorFlow looks into. */
  readonly component: string;
  /** What the linker asks for: `libcudnn.so.9`. */
  readonly file: string;
  /** The wheel that has it, with the version that TensorFlow was built with: `nvidia-cudnn-cu12==9.3.0.75`. */
  readonly wheel: string;
}

interface Component {
  readonly component: string;
  /** Without their endings. None: programs and data. */
  readonly libraries: readonly string[];
  /** Without it TensorFlow leaves the GPU alone; the others are for profiling, several GPUs and XLA. */
  readonly isNeeded: boolean;
}

/** By the name of NVIDIA's wheel, without `nvidia-` and `-cu12`. */
const COMPONENTS: Readonly<Record<string, Component>> = {
  cublas: { component: 'cublas', libraries: ['libcublas', 'libcublasLt'], isNeeded: true },
  'cuda-runtime': { component: 'cuda_runtime', libraries: ['libcudart'], isNeeded: true },
  cudnn: { component: 'cudnn', libraries: ['libcudnn'], isNeeded: true },
  cufft: { component: 'cufft', libraries: ['libcufft'], isNeeded: true },
  cusolver: { component: 'cusolver', libraries: ['libcusolver'], isNeeded: true },
  cusparse: { component: 'cusparse', libraries: ['libcusparse'], isNeeded: true },
  // The two before it load it.
  nvjitlink: { component: 'nvjitlink', libraries: ['libnvJitLink'], isNeeded: true },
  'cuda-cupti': { component: 'cuda_cupti', libraries: ['libcupti'], isNeeded: false },
  'cuda-nvrtc': { component: 'cuda_nvrtc', libraries: ['libnvrtc'], isNeeded: false },
  curand: { component: 'curand', libraries: ['libcurand'], isNeeded: false },
  nccl: { component: 'nccl', libraries: ['libnccl'], isNeeded: false },
  'cuda-nvcc': { component: 'cuda_nvcc', libraries: [], isNeeded: false },
};

/** What a build of TensorFlow wants of CUDA. */
interface CudaNeeds {
  readonly needed: readonly CudaLibrary[];
  /** Components that are used where they are. */
  readonly optional: readonly string[];
}

/**
 * Reads from the metadata of a wheel of TensorFlow which CUDA libraries it was built with:
 * `Requires-Dist: nvidia-cudnn-cu12 ==9.3.0.75 ; extra == 'and-cuda'`. In CUDA 12, a library's file is numbered by the first
 * number of its wheel's version.
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

/** What the publisher of a TensorFlow says that it needs; undefined where nobody says. */
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

/** Beside the `tensorflow` of a Python environment lies what pip noted of it. */
async function metadataBeside(folder: string): Promise<string | undefined> {
  const packages = dirname(folder);
  const names = await readdir(packages).catch(() => []);
  const name = names.find((entry) => /^tensorflow(_cpu)?-[^-]+\.dist-info$/.test(entry));
  if (name === undefined) return undefined;
  return readFile(join(packages, name, 'METADATA'), 'utf8').catch(() => undefined);
}
