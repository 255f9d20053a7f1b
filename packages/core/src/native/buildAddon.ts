import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { AddonPackage } from './AddonPackage';
import type { Compiler } from './findCompiler';
import { nativeFailure } from './nativeFailure';

/** What an addon is built from. */
export interface AddonParts {
  readonly compiler: Compiler;
  /** The folders of TensorFlow's and Node's headers. */
  readonly includes: readonly string[];
  /** The folder of the libraries. */
  readonly lib: string;
  /** The names of the libraries. */
  readonly libraries: readonly string[];
}

/** A function that the library lacks shows when the addon loads, not in the middle of a training. */
const BIND_AT_ONCE = ['-Wl,-z,now'];

/**
 * Compiles the addon of a package from the sources that it brings.
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
    const complaint = stderr.split('\n').find((line) => /error|undefined reference|cannot find/i.test(line)) ?? message;
    throw nativeFailure(
      'build',
      {
        failed: 'The addon does not compile',
        expected: `${compiler.version} to build it with C++17`,
        received: complaint.trim(),
        next: 'Choose another compiler with CXX, or another TensorFlow with --tensorflow <version>.',
      },
      error,
    );
  }
}
