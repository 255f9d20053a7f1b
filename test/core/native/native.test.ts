import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runNative } from './support/runNative';
import { serveIndex, type ServedFile, type ServedIndex } from './support/serveIndex';
import { makeWheel, sha256, tinyPackage, wheelName, whyNotHere, writeFiles } from './support/tinyPackage';

// The real program, a real compiler, real wheels; only TensorFlow itself is a library of one function, to be quick. That it
// works with TensorFlow is tested in test/packages/native.nightly.test.ts.
const PATIENCE = 60_000;
const PACKAGE = '@tensorflow/tfjs-node';
const ADDON = 'lib/napi-v8/tfjs_binding.node';

const whyNot = whyNotHere();
if (whyNot !== undefined) console.log(`ferkit native is not tested: ${whyNot}`);

let room: string;
let wheel: Uint8Array;
let project: string;
let index: ServedIndex | undefined;
const inPackage = (...path: readonly string[]): string => join(project, 'node_modules', PACKAGE, ...path);
const native = (...args: readonly string[]) => runNative(project, args);
const served = (changes: Partial<ServedFile> = {}): ServedFile => ({
  project: 'tensorflow-cpu',
  name: wheelName('2.19.1'),
  bytes: wheel,
  sha256: sha256(wheel),
  ...changes,
});

/** Serves wheels, also under the names under which those for arm64 are asked for. */
async function serve(files: readonly ServedFile[], options: Parameters<typeof serveIndex>[1] = {}): Promise<string> {
  const all = files.flatMap((file) => [file, { ...file, project: 'tensorflow' }]);
  index = await serveIndex(all, options);
  return index.address;
}

const listPackage = async (): Promise<string[]> =>
  (await readdir(inPackage(), { recursive: true }))
    .filter((path) => !/^(binding|dist|package\.json)/.test(path))
    .sort();

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-native-'));
  if (whyNot === undefined) wheel = await makeWheel(join(room, 'build'), '2.19.1');
}, PATIENCE);

afterAll(() => rm(room, { recursive: true, force: true }));

beforeEach(async () => {
  project = await mkdtemp(join(room, 'project-'));
  await writeFiles(project, { 'package.json': '{ "private": true }', [wheelName('2.19.1')]: wheel });
  await writeFiles(inPackage(), tinyPackage(PACKAGE));
});

afterEach(async () => {
  await index?.close();
  index = undefined;
});

describe.skipIf(whyNot !== undefined)('ferkit native', { timeout: PATIENCE }, () => {
  test('builds an addon that loads, says so, and does nothing the second time', async () => {
    const before = await native('status');
    expect(before).toMatchObject({ code: 0, error: '' });
    expect(before.out).toContain('no addon; run: ');

    const first = await native('install', '--tensorflow', wheelName('2.19.1'));
    expect(first.code, first.error).toBe(0);
    expect(first.out).toContain(
      'TensorFlow 2.19.1 is installed: @tensorflow/tfjs-node 4.22.0 computes on the processor.',
    );
    expect(first.error).toContain('Building lib/napi-v8/tfjs_binding.node');
    expect(await listPackage()).toEqual([
      'deps',
      'deps/lib',
      'deps/lib/libtensorflow_cc.so.2',
      'deps/lib/libtensorflow_framework.so.2',
      'lib',
      'lib/napi-v8',
      'lib/napi-v8/ferkit-native.json',
      ADDON,
    ]);

    const written = await readFile(inPackage('lib/napi-v8/ferkit-native.json'), 'utf8');
    for (const args of [['install'], ['install', '--tensorflow', wheelName('2.19.1')]]) {
      const second = await native(...args);
      expect(second).toMatchObject({ code: 0, error: '' });
      expect(second.out).toContain('TensorFlow 2.19.1 is there already, nothing was done');
    }
    expect(await readFile(inPackage('lib/napi-v8/ferkit-native.json'), 'utf8')).toBe(written);

    const status = await native('status');
    expect(status.code).toBe(0);
    expect(status.out).toContain(`sha256                                 ${sha256(wheel)}`);
    expect(status.out).toMatch(/loads +yes/);
    expect(status.out).toContain(`intact ${sha256(await readFile(inPackage(ADDON)))}`);
  });

  test('remove brings back what stood there before, and leaves nothing of its own', async () => {
    await writeFiles(inPackage(), { [ADDON]: 'an addon of another kind', 'deps/lib/libtensorflow.so.2': 'a library' });
    const before = await listPackage();
    expect((await native('install', '--tensorflow', wheelName('2.19.1'))).code).toBe(0);
    expect(await readFile(inPackage(ADDON), 'latin1')).toMatch(/^\u007fELF/);
    const removed = await native('remove');
    expect(removed.out).toContain(`Restored: ${ADDON}`);
    expect(await listPackage()).toEqual(before);
    expect(await readFile(inPackage(ADDON), 'utf8')).toBe('an addon of another kind');
    expect((await native('remove')).out).toContain('has installed nothing');
  });

  test('remove leaves what somebody has exchanged since', async () => {
    await native('install', '--tensorflow', wheelName('2.19.1'));
    await writeFile(inPackage(ADDON), 'built by npm rebuild');
    const status = await native('status');
    expect(status.code).toBe(1);
    expect(status.out).toMatch(/tfjs_binding\.node +changed/);
    expect((await native('remove')).out).toContain(`Kept, because it was changed since the installation: ${ADDON}`);
    expect(await listPackage()).toEqual(['lib', 'lib/napi-v8', ADDON]);
  });

  test('another version takes the place of the first, and remove still brings back what was there at the beginning', async () => {
    await writeFiles(inPackage(), { [ADDON]: 'an addon of another kind' });
    await writeFiles(project, { [wheelName('2.15.1')]: await makeWheel(join(room, 'older'), '2.15.1') });
    await native('install', '--tensorflow', wheelName('2.19.1'));
    const other = await native('install', '--tensorflow', wheelName('2.15.1'));
    expect(other.out).toContain('TensorFlow 2.15.1 is installed');
    await native('remove');
    expect(await listPackage()).toEqual(['lib', 'lib/napi-v8', ADDON]);
    expect(await readFile(inPackage(ADDON), 'utf8')).toBe('an addon of another kind');
  });

  test('uses a folder of libtensorflow where it stands', async () => {
    const folder = join(project, 'libtensorflow');
    await makeWheel(join(folder, 'lib'), '2.16.2');
    await writeFiles(folder, { 'include/tensorflow/c/c_api.h': 'extern "C" const char* TF_Version();\n' });
    const { code, out, error } = await native('install', '--tensorflow', 'libtensorflow');
    expect(code, error).toBe(0);
    expect(out).toContain('TensorFlow 2.16.2 is installed');
    expect(await readlink(inPackage('deps/lib/libtensorflow_cc.so.2'))).toBe(join(folder, 'lib/libtensorflow_cc.so.2'));
    expect((await native('install', '--tensorflow', 'libtensorflow')).out).toContain('is there already');
    await native('remove');
    expect(await listPackage()).toEqual([]);
    expect(existsSync(join(folder, 'lib/libtensorflow_cc.so.2'))).toBe(true);
  });
});

describe.skipIf(whyNot !== undefined)('the download', { timeout: PATIENCE }, () => {
  test.each([false, true])('comes from a package index and is checked (as HTML: %s)', async (html) => {
    const others = ['macosx_12_0_arm64', 'manylinux_2_99_x86_64.manylinux_2_99_aarch64', 'win_amd64'];
    const wrong = others.map((tag) =>
      served({ name: `tensorflow_cpu-2.19.1-cp313-cp313-${tag}.whl`, sha256: '0'.repeat(64) }),
    );
    const address = await serve([...wrong, served(), served({ name: wheelName('2.18.0') })], { html });
    const { code, out, error } = await native('install', '--index', address, '--cache', 'wheels');
    expect(code, error).toBe(0);
    expect(out).toContain('TensorFlow 2.19.1 is installed');
    expect(error).toContain(`Downloading ${wheelName('2.19.1')}`);
    await native('remove');
    expect((await native('install', '--index', address, '--cache', 'wheels')).code).toBe(0);
    expect(index!.requests).toEqual(['all']);
    expect((await native('status')).out).toContain(`/files/${wheelName('2.19.1')}`);
  });

  test('is from the index that pip is set up with, and keeps nothing that nobody asked to keep', async () => {
    const address = await serve([served()]);
    await writeFiles(project, { 'home/.config/pip/pip.conf': `[global]\nindex-url = ${address}/\n` });
    const { code, error } = await runNative(project, ['install'], { HOME: join(project, 'home') });
    expect(code, error).toBe(0);
    expect(await readdir(join(project, 'cache/ferkit'))).toEqual([]);
  });

  test('that breaks off is taken up where it was', async () => {
    const address = await serve([served()], { breakAfter: [1000, 500] });
    const { code, error } = await native('install', '--index', address);
    expect(code, error).toBe(0);
    expect(index!.requests).toEqual(['all', 'bytes=1000-', 'bytes=1500-']);
  });

  test('that breaks off too often is an error, and the next run resumes', async () => {
    const address = await serve([served()], { breakAfter: [100, 100, 100] });
    const broken = await native('install', '--index', address);
    expect(broken.code).toBe(1);
    expect(broken.error).toMatch(/The download of .* broke off.*the download resumes/);
    const part = `${wheelName('2.19.1')}.part`;
    expect(await readdir(join(project, 'cache/ferkit'))).toEqual([part]);
    // A client may lose bytes that arrive just before the line breaks.
    const { size } = await stat(join(project, 'cache/ferkit', part));
    expect((await native('install', '--index', address)).code).toBe(0);
    expect(index!.requests.at(-1)).toBe(`bytes=${size}-`);
  });

  test('with other bytes than promised changes nothing, and is thrown away', async () => {
    const address = await serve([served({ sha256: '1'.repeat(64) })]);
    const { code, out, error } = await native('install', '--index', address);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(error).toContain(`expected SHA-256 ${'1'.repeat(64)}, received ${sha256(wheel)}`);
    expect(await listPackage()).toEqual([]);
    expect(await readdir(join(project, 'cache/ferkit'))).toEqual([]);
  });

  test('without a SHA-256 in the index is refused', async () => {
    const address = await serve([served({ sha256: undefined })]);
    expect((await native('install', '--index', address)).error).toContain('The package index gives no SHA-256');
    expect(index!.requests).toEqual([]);
  });

  test('ends at Ctrl-C, with exit code 130, and the next run resumes', async () => {
    const large = new Uint8Array(2 ** 24);
    const address = await serve([served({ bytes: large })], { breakAfter: [2 ** 23] });
    let interrupted = false;
    const { code } = await runNative(project, ['install', '--index', address], {}, (text, interrupt) => {
      if (!text.includes('Downloading') || interrupted) return;
      interrupted = true;
      interrupt();
    });
    expect(code).toBe(130);
    expect(await listPackage()).toEqual([]);
    expect(await readdir(join(project, 'cache/ferkit'))).toEqual([`${wheelName('2.19.1')}.part`]);
  });
});

describe.skipIf(whyNot !== undefined)(
  'what is missing is named, and the package stays as it was',
  { timeout: PATIENCE },
  () => {
    afterEach(async () => {
      if (existsSync(inPackage())) expect(await listPackage()).toEqual([]);
    });

    test('the npm package', async () => {
      await rm(inPackage(), { recursive: true });
      const { code, error } = await native('install');
      expect(code).toBe(1);
      expect(error).toContain('Run: npm install --ignore-scripts @tensorflow/tfjs-node');
    });

    test('a compiler', async () => {
      await mkdir(join(project, 'empty'));
      const run = (environment: Readonly<Record<string, string>>) =>
        runNative(project, ['install', '--tensorflow', wheelName('2.19.1')], environment);
      const { code, error } = await run({ PATH: join(project, 'empty') });
      expect(code).toBe(1);
      expect(error).toMatch(/There is no C\+\+ compiler.*expected g\+\+, c\+\+, clang\+\+.*apt-get install g\+\+/);
      expect((await run({ CXX: 'no-such-compiler' })).error).toContain('expected CXX=no-such-compiler');
    });

    test('a wheel for this machine, with the versions for which there is one', async () => {
      const address = await serve([served({ name: wheelName('2.18.0') }), served({ name: wheelName('2.9.3') })]);
      const { code, error } = await native('install', '--index', address, '--tensorflow', '2.30.0');
      expect(code).toBe(1);
      expect(error).toMatch(
        /There is no wheel of tensorflow.* 2\.30\.0 for this machine.*received those of 2\.9\.3, 2\.18\.0/,
      );
    });

    test('an index that answers', async () => {
      const address = await serve([]);
      await index!.close();
      index = undefined;
      const { code, error } = await native('install', '--index', address.replace('http://', 'http://user:secret@'));
      expect(code).toBe(1);
      expect(error).toMatch(/cannot be reached: received ECONNREFUSED.*--tensorflow <file\.whl>/);
      expect(error).not.toContain('secret');
    });

    test('room', async () => {
      const address = await serve([served({ size: 10 ** 17 })]);
      const { code, error } = await native('install', '--index', address);
      expect(code).toBe(1);
      expect(error).toMatch(/There is too little disk space in .*expected 100,000,000,000 MB, received [\d,]+ MB/);
    });

    test('the rest of a wheel that is cut off, and the right bytes of one that is damaged', async () => {
      await writeFiles(project, { 'cut.whl': wheel.subarray(0, wheel.length / 2) });
      expect((await native('install', '--tensorflow', 'cut.whl')).error).toContain(
        'received no list of files at its end',
      );
      const flipped = Uint8Array.from(wheel);
      for (let at = 2000; at < 2100; at++) flipped[at]! ^= 255;
      await writeFiles(project, { 'damaged.whl': flipped });
      expect((await native('install', '--tensorflow', 'damaged.whl')).error).toMatch(
        /cannot be unpacked.*libtensorflow_/,
      );
    });

    test('sources that compile, and symbols that the library has', async () => {
      await writeFiles(inPackage(), { 'binding/tfjs_backend.cc': 'int main() { return nothing; }' });
      const { error } = await native('install', '--tensorflow', wheelName('2.19.1'));
      expect(error).toMatch(/The addon does not compile: expected g\+\+.*received .*tfjs_backend\.cc:1:21: error/);
      await writeFiles(inPackage(), {
        'binding/tfjs_backend.cc':
          'extern "C" int TF_Gone();\nnamespace tiny { const char* version() { TF_Gone(); return ""; } }',
      });
      const unresolved = await native('install', '--tensorflow', wheelName('2.19.1'));
      expect(unresolved.error).toMatch(/The addon was built and does not load: received .*TF_Gone/);
    });
  },
);

describe.skipIf(whyNot !== undefined || process.arch !== 'x64')('with CUDA', { timeout: PATIENCE }, () => {
  const needs = [
    "Requires-Dist: nvidia-cublas-cu12 ==12.5.3.2 ; extra == 'and-cuda'",
    "Requires-Dist: nvidia-cudnn-cu12 (==9.3.0.75) ; extra == 'and-cuda'",
    "Requires-Dist: nvidia-cuda-nvcc-cu12 ==12.5.82 ; extra == 'and-cuda'",
    'Requires-Dist: numpy <2.2.0',
  ].join('\n');
  const name = wheelName('2.19.1', 'tensorflow');
  const inGpuPackage = (...path: readonly string[]): string =>
    join(project, 'node_modules/@tensorflow/tfjs-node-gpu', ...path);

  beforeEach(async () => {
    await writeFiles(inGpuPackage(), tinyPackage('@tensorflow/tfjs-node-gpu'));
    await writeFiles(project, { [name]: await makeWheel(join(room, 'cuda'), '2.19.1', needs) });
  });

  test('names each library that is missing, with its version, and the command that gets it', async () => {
    await mkdir(join(project, 'nothing'));
    const { code, error } = await native('install', '--gpu', '--tensorflow', name, '--cuda', 'nothing');
    expect(code).toBe(1);
    expect(error).toContain('libcudnn.so.9 (nvidia-cudnn-cu12==9.3.0.75)');
    expect(error).toContain('pip install --target cuda nvidia-cublas-cu12==12.5.3.2 nvidia-cudnn-cu12==9.3.0.75');
    expect(error).not.toContain('nvcc');
  });

  test('leads TensorFlow to the wheels of a folder, and of a Python environment; says why no GPU is used', async () => {
    const site = 'environment/lib/python3.11/site-packages';
    await writeFiles(join(project, site, 'nvidia'), {
      'cublas/lib/libcublas.so.12': 'a library',
      'cublas/lib/libcublasLt.so.12': 'a library',
      'cudnn/lib/libcudnn.so.9': 'a library',
      'cuda_nvcc/bin/ptxas': 'a program',
    });
    const link = (component: string) => readlink(inGpuPackage('deps/nvidia', component));
    const given = await native('install', '--gpu', '--tensorflow', name, '--cuda', site);
    expect(given.code, given.error).toBe(0);
    expect(given.out).toMatch(/It uses no GPU: /);
    expect(await link('cudnn')).toBe(join(project, site, 'nvidia/cudnn'));
    expect(await link('cuda_nvcc')).toBe(join(project, site, 'nvidia/cuda_nvcc'));
    await native('remove', '--gpu');
    expect(existsSync(inGpuPackage('deps'))).toBe(false);
    expect(existsSync(join(project, site, 'nvidia/cudnn/lib/libcudnn.so.9'))).toBe(true);

    const environment = { VIRTUAL_ENV: join(project, 'environment') };
    const found = await runNative(project, ['install', '--gpu', '--tensorflow', name], environment);
    expect(found.code, found.error).toBe(0);
    expect((await native('status')).out).toMatch(/GPU +not in use: /);
  });

  test('finds them in a toolkit', async () => {
    await writeFiles(join(project, 'toolkit/lib64'), {
      'libcublas.so.12': '',
      'libcublasLt.so.12': '',
      'libcudnn.so.9': '',
    });
    const { code, error } = await native('install', '--gpu', '--tensorflow', name, '--cuda', 'toolkit');
    expect(code, error).toBe(0);
    expect(await readlink(inGpuPackage('deps/nvidia/cudnn/lib'))).toBe(join(project, 'toolkit/lib64'));
    expect((await native('install', '--gpu', '--cuda', 'toolkit')).out).toContain('is there already');
  });

  test('refuses a TensorFlow that was built without', async () => {
    const { error } = await native('install', '--gpu', '--tensorflow', wheelName('2.19.1'));
    expect(error).toContain('was built without CUDA 12');
  });
});
