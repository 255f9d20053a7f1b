// Installs TensorFlow into .cache/tensorflow for the tests of the vitest project "tensorflow". If that fails, prints the reason, and these
// tests are left out.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './runStep.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const PACKAGE = '@tensorflow/tfjs-node';
const folder = join(root, '.cache/tensorflow');

/** NODE_PATH of the tests. */
export const tensorFlowModules = join(folder, 'node_modules');

/** Whether the tests can run on TensorFlow. */
export const hasTensorFlow = () => existsSync(join(tensorFlowModules, PACKAGE, 'lib/napi-v8/ferkit-native.json'));

/** Installs TensorFlow where possible. The packages must be built. */
export async function prepareTensorFlow() {
  console.log('> Prepare TensorFlow');
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/@tensorflow/tfjs/package.json'), 'utf8'));
  if (!existsSync(join(tensorFlowModules, PACKAGE))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error'];
    const isInstalled = await succeeds('npm', ['install', ...options, `${PACKAGE}@${version}`]);
    if (!isInstalled) return skip('npm did not install its package');
  }
  // Node must resolve the copy of tfjs that the tests use: tensors of two copies do not mix.
  for (const name of ['tfjs', 'tfjs-core']) {
    rmSync(join(tensorFlowModules, '@tensorflow', name), { recursive: true, force: true });
  }
  const ferkit = join(root, 'packages/core/bin/ferkit.js');
  const cache = join(root, '.cache/wheels');
  const isBuilt = await succeeds(process.execPath, [ferkit, 'native', 'install', '--cache', cache]);
  if (!isBuilt) skip('the reason stands above');
}

const succeeds = async (command, args) => (await runProgram(command, args, {}, folder)) === 0;

function skip(reason) {
  console.log(`Nothing is tested on TensorFlow here: ${reason}.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await prepareTensorFlow();
