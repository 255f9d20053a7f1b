import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { AddonPackage } from './AddonPackage';
import { nativeFailure } from './NativeTarget';

/** The tools and libraries that an addon is built with. */
interface AddonParts {
  readonly compiler: Compiler;
  /** The folders of TensorFlow's and Node's headers. */
  readonly includes: readonly string[];
  /** The folder of the libraries. */
  readonly lib: string;
  /** The names of the libraries. */
  readonly libraries: readonly string[];
}

/** Resolves all symbols on load: a function that the library lacks then fails at once, not in the middle of a training. */
const BIND_AT_ONCE = ['-Wl,-z,now'];

/**
 * Compiles the addon of a package from the package's own sources.
 *
 * @throws NATIVE_INSTALL_FAILED
 */
export async function buildAddon(
  { folder, napi }: AddonPackage,
  { compiler, includes, lib, libraries }: AddonParts,
  target: string,
  signal?: AbortSignal,
): Promise<void> {
  const sources = join(folder, 'binding');
  await mkdir(dirname(target), { recursive: true });
  const command = [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', `-DNAPI_VERSION=${napi}`, '-DBUILDING_NODE_EXTENSION'],
    ...[...includes, dirname(folder), folder].flatMap((include) => ['-I', include]),
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(sources, file)),
    ...[`-L${lib}`, ...libraries.map((name) => `-l:${name}`), '-Wl,-rpath,$ORIGIN/../../deps/lib', ...BIND_AT_ONCE],
    ...['-o', target],
  ];
  try {
    await promisify(execFile)(compiler.command, command, {
      maxBuffer: 2 ** 26,
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    const { stderr = '', message } = error as { readonly stderr?: string; readonly message: string };
    const firstError =
      stderr.split('\n').find((line) => /error|undefined reference|cannot find/i.test(line)) ?? message;
    throw nativeFailure(
      'build',
      {
        failed: 'The addon does not compile',
        expected: `${compiler.version} to build it with C++17`,
        received: firstError.trim(),
        next: 'Choose another compiler with CXX, or another TensorFlow with --tensorflow <version>.',
      },
      error,
    );
  }
}

/** A C++ compiler that starts. */
export interface Compiler {
  readonly command: string;
  /** First line of `--version`. */
  readonly version: string;
}

/**
 * Finds a C++ compiler: the one in CXX, else g++, c++ or clang++.
 *
 * @throws NATIVE_INSTALL_FAILED
 */
export async function findCompiler(environment: NodeJS.ProcessEnv): Promise<Compiler> {
  const named = (environment.CXX ?? '') === '' ? undefined : environment.CXX!;
  const commands = named === undefined ? ['g++', 'c++', 'clang++'] : [named];
  for (const command of commands) {
    try {
      const { stdout } = await promisify(execFile)(command, ['--version'], { env: environment });
      return { command, version: stdout.split('\n', 1)[0]!.trim() };
    } catch {
      continue;
    }
  }
  throw nativeFailure('compiler', {
    failed: 'There is no C++ compiler to build the addon',
    expected: named === undefined ? commands.join(', ') : `CXX=${named}`,
    received: 'none that starts',
    next: 'Run: apt-get install g++ (Debian, Ubuntu), dnf install gcc-c++ (Fedora, RHEL), or name one in CXX.',
  });
}

/**
 * Finds the folder with `node_api.h`: that of Node's installation, else that of the package `node-api-headers`, beside the
 * package of the addon or in the project of the working folder. Node-API is stable, so that headers of another Node serve too.
 *
 * @throws NATIVE_INSTALL_FAILED
 */
export function findNodeHeaders(packageFolder: string, execPath = process.execPath): string {
  const own = join(dirname(execPath), '../include/node');
  if (existsSync(join(own, 'node_api.h'))) return own;
  for (const base of [packageFolder, process.cwd()]) {
    const folder = headersBeside(base);
    if (folder !== undefined) return folder;
  }
  throw nativeFailure('headers', {
    failed: 'The Node-API headers to build the addon are missing',
    expected: `node_api.h in ${own}, or the package node-api-headers`,
    received: 'neither',
    next: 'Run: npm install --no-save node-api-headers',
  });
}

function headersBeside(base: string): string | undefined {
  try {
    const manifest = createRequire(join(base, 'package.json')).resolve('node-api-headers/package.json');
    const folder = join(dirname(manifest), 'include');
    return existsSync(join(folder, 'node_api.h')) ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** Result of loading an addon in a child process. */
export type AddonProbe =
  | {
      readonly loads: true;
      /** Version that the library reports. */
      readonly tensorflow: string;
      /** True if it computes on a GPU. */
      readonly usesGpu: boolean;
      /** Last line about GPUs in TensorFlow's log. */
      readonly remark?: string;
    }
  | { readonly loads: false; readonly reason: string };

const PROGRAM = `
  const { TF_Version, isUsingGpuDevice } = require(process.argv[1]);
  console.log(JSON.stringify({ tensorflow: TF_Version, usesGpu: isUsingGpuDevice() }));
`;
/** Time, process and source line before each message of TensorFlow's log. */
const LOG_PREFIX = /^\S+ \S+: [IWEF] \S+\] /;

/** Loads an addon in a child process, which a broken addon may crash. */
export function probeAddon(path: string, signal?: AbortSignal): Promise<AddonProbe> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['-e', PROGRAM, path],
      { env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '0' }, ...(signal === undefined ? {} : { signal }) },
      (error, stdout, stderr) => {
        if (signal?.aborted === true) {
          reject(signal.reason as Error);
          return;
        }
        const answer = stdout.split('\n').find((line) => line.startsWith('{"tensorflow"'));
        if (error !== null || answer === undefined) {
          resolve({ loads: false, reason: failureIn(stderr, error) });
          return;
        }
        const remark = gpuRemarkIn(stderr);
        const found = JSON.parse(answer) as { readonly tensorflow: string; readonly usesGpu: boolean };
        resolve({ loads: true, ...found, ...(remark === undefined ? {} : { remark }) });
      },
    );
  });
}

function gpuRemarkIn(stderr: string): string | undefined {
  const lines = stderr.split('\n').filter((line) => /cuda|cudnn|gpu|dlopen/i.test(line) && !line.includes('oneDNN'));
  return lines.at(-1)?.replace(LOG_PREFIX, '').trim();
}

function failureIn(
  stderr: string,
  error: { readonly signal?: string | null; readonly message: string } | null,
): string {
  if (typeof error?.signal === 'string') return `its process ended by ${error.signal}`;
  const message = stderr.split('\n').find((line) => /^\w*Error: /.test(line));
  return message?.replace(/^\w*Error: /, '').trim() ?? error?.message.split('\n', 1)[0] ?? 'no message';
}
