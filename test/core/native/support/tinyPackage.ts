import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { zipSync, type Zippable } from 'fflate';

const HEADER = 'extern "C" const char* TF_Version();\n';

const BINDING = `
  #include <node_api.h>
  #include "tensorflow/c/c_api.h"
  namespace tiny { const char* version(); }
  static napi_value isUsingGpuDevice(napi_env env, napi_callback_info) {
    napi_value value;
    napi_get_boolean(env, false, &value);
    return value;
  }
  static napi_value init(napi_env env, napi_value exports) {
    napi_value version, gpu;
    napi_create_string_utf8(env, tiny::version(), NAPI_AUTO_LENGTH, &version);
    napi_set_named_property(env, exports, "TF_Version", version);
    napi_create_function(env, nullptr, 0, isUsingGpuDevice, nullptr, &gpu);
    napi_set_named_property(env, exports, "isUsingGpuDevice", gpu);
    return exports;
  }
  NAPI_MODULE(tiny, init)`;

/** A package that wants an addon as tfjs-node does, with sources that compile in a moment. */
export const tinyPackage = (name: string): Readonly<Record<string, string>> => ({
  'package.json': JSON.stringify({
    name,
    version: '4.22.0',
    main: 'dist/index.js',
    binary: { napi_versions: [3, 4, 5, 6, 7, 8] },
  }),
  'dist/index.js': 'module.exports = {};',
  'binding/tfjs_backend.cc':
    '#include "tensorflow/c/c_api.h"\nnamespace tiny { const char* version() { return TF_Version(); } }\n',
  'binding/tfjs_binding.cc': BINDING,
});

/** Whether this machine can compile it; the reason where not. */
export function whyNotHere(): string | undefined {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) return 'ferkit builds on Linux only';
  try {
    execFileSync('g++', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'there is no g++ here';
  }
}

const ARCH = process.arch === 'arm64' ? 'aarch64' : 'x86_64';

/** The name of a wheel for this machine. */
export const wheelName = (version: string, project = 'tensorflow_cpu'): string =>
  `${project}-${version}-cp311-cp311-manylinux_2_17_${ARCH}.manylinux2014_${ARCH}.whl`;

/**
 * Compiles two shared libraries with the names of TensorFlow's, of which one says its version, and packs them with a header
 * as a wheel: what stands in it otherwise is never looked at.
 */
export async function makeWheel(folder: string, version: string, requirements = ''): Promise<Uint8Array> {
  await mkdir(folder, { recursive: true });
  const compile = async (name: string, source: string): Promise<Uint8Array> => {
    const [from, to] = [join(folder, `${name}.cc`), join(folder, name)];
    await writeFile(from, source);
    execFileSync('g++', ['-shared', '-fPIC', `-Wl,-soname,${name}`, '-o', to, from]);
    return readFile(to);
  };
  const files: Zippable = {
    'tensorflow/libtensorflow_cc.so.2': await compile(
      'libtensorflow_cc.so.2',
      `extern "C" const char* TF_Version() { return "${version}"; }`,
    ),
    'tensorflow/libtensorflow_framework.so.2': [await compile('libtensorflow_framework.so.2', ''), { level: 0 }],
    'tensorflow/include/tensorflow/c/c_api.h': new TextEncoder().encode('#include "tensorflow/c/inner.h"\n'),
    'tensorflow/include/tensorflow/c/inner.h': new TextEncoder().encode(HEADER),
    'tensorflow/include/tensorflow/c/unused.h': new TextEncoder().encode('#error nobody includes this\n'),
    [`tensorflow-${version}.dist-info/METADATA`]: new TextEncoder().encode(`Name: tensorflow\n${requirements}`),
  };
  return zipSync(files);
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writes files by their paths under a folder. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}
