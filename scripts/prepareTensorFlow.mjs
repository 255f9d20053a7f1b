// Installs TensorFlow for the tests of the vitest project "tensorflow", into .cache/tensorflow: the repository itself does
// without. Says why, and leaves those tests out, where it cannot be had.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const PACKAGE = '@tensorflow/tfjs-node';
const folder = join(root, '.cache/tensorflow');

/** Where Node looks for the package in the tests. */
export const tensorFlowModules = join(folder, 'node_modules');

/** Whether the tests can run on TensorFlow. */
export const hasTensorFlow = () => existsSync(join(tensorFlowModules, PACKAGE, 'lib/napi-v8/ferkit-native.json'));

/** Makes it so, where it can be. The packages have to be built. */
export function prepareTensorFlow() {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/@tensorflow/tfjs/package.json'), 'utf8'));
  if (!existsSync(join(tensorFlowModules, PACKAGE))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error'];
    if (!run('npm', ['install', ...options, `${PACKAGE}@${version}`])) return skip('npm did not install its package');
  }
  // With the copy of tfjs that the tests use, which Node finds further up, tensors are of one kind.
  for (const name of ['tfjs', 'tfjs-core']) {
    rmSync(join(tensorFlowModules, '@tensorflow', name), { recursive: true, force: true });
  }
  const ferkit = join(root, 'packages/core/bin/ferkit.js');
  const cache = join(root, '.cache/wheels');
  if (!run(process.execPath, [ferkit, 'native', 'install', '--cache', cache])) skip('the reason stands above');
}

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  return status === 0;
}

function skip(reason) {
  console.log(`Nothing is tested on TensorFlow here: ${reason}.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) prepareTensorFlow();
