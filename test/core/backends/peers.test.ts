import { expect, test } from 'vitest';
import { findPeer, loadPeer } from '#core/backends/loadPeer.node';
import { missingLibraries } from '#core/backends/nvidia.node';
import { tensorflow } from '#core/backends/tensorflow.node';
import { isFerError } from '@ferkit/core/datasets';
import { canBuild, installCommandOf } from './installCommandOf';
import { installed, runInProject } from './runInProject';

const tfjs = { link: installed('@tensorflow/tfjs') };

const manifest = (name: string): string => JSON.stringify({ name, version: '4.22.0', main: 'dist/index.js' });

/** A package as tfjs-node is after an installation whose download failed: all there but the addon. */
const withoutAddon = (name: string): Record<string, string> => ({
  'package.json': manifest(name),
  'dist/index.js': `
    const path = require('path').join(__dirname, '../lib/napi-v8/tfjs_binding.node');
    if (!require('fs').existsSync(path)) {
      throw new Error('The Node.js native addon module (tfjs_binding.node) can not be found at path: ' + path + '. \\nPlease run command');
    }`,
});

/**
 * A package that behaves as tfjs-node does when it loads: registers its engine, makes it current, and calls functions of
 * Node that newer ones lack. Its kernels are those of the cpu backend, its operations those that training asks for.
 */
const working = (name: string, usesGpu: boolean): Record<string, string> => ({
  'package.json': manifest(name),
  'dist/index.js': `
    const tf = require('@tensorflow/tfjs');
    const util = require('util');
    if (util.isNullOrUndefined(1) || !util.isNullOrUndefined(undefined) || !util.isArray([])) throw new Error('no utilities');
    const cpu = tf.findBackend('cpu');
    tf.registerBackend('tensorflow', () => Object.assign(new cpu.constructor(), {
      firstUse: false,
      isGPUPackage: ${name.endsWith('gpu')},
      isUsingGpuDevice: ${usesGpu},
      binding: { TF_Version: '2.9.1' },
      executeSingleOutput(operation, attributes, [dy, x]) {
        if (operation === 'ReluGrad') return tf.mul(dy, tf.step(x));
        if (operation === 'BroadcastTo') return tf.broadcastTo(dy, [...this.readSync(x.dataId)]);
        throw new Error('no operation ' + operation);
      },
    }), 3);
    for (const kernel of tf.getKernelsForBackend('cpu')) tf.registerKernel({ ...kernel, backendName: 'tensorflow' });
    tf.setBackend('tensorflow');
    module.exports = { ...tf };`,
});

test('a missing optional package says which one and how to install it', async () => {
  const error: unknown = await tensorflow.activate().catch((reason: unknown) => reason);
  if (!isFerError(error, 'PEER_MISSING')) throw new Error(`no PEER_MISSING but ${String(error)}`);
  expect(error.details.package).toBe('@tensorflow/tfjs-node');
  expect(error.details.install).toBe(installCommandOf('@tensorflow/tfjs-node'));
  expect(error.message).toBe(
    `The optional package @tensorflow/tfjs-node is not installed. Run: ${installCommandOf('@tensorflow/tfjs-node')}`,
  );
});

test('an installed package is found and gives what require gives', async () => {
  expect(findPeer('typescript')).toContain('typescript');
  const { exports } = await loadPeer('typescript');
  expect(exports).toHaveProperty('version');
});

test('a package of the project in the working folder is found, and is current only when it is selected', async () => {
  const packages = { '@tensorflow/tfjs': tfjs, '@tensorflow/tfjs-node': working('@tensorflow/tfjs-node', false) };
  const [diagnosis, selected] = await runInProject(packages, ['"cpu"', 'diagnose', '"tensorflow"']).then((lines) =>
    lines.slice(1),
  );
  expect(diagnosis!.current).toBe('cpu');
  const status = diagnosis!.statuses!.find(({ name }) => name === 'tensorflow');
  expect(status).toMatchObject({
    available: true,
    device: expect.stringMatching(/^TensorFlow 2\.9\.1, \d+ threads?$/) as string,
    library: 'TensorFlow 2.9.1',
  });
  expect(selected).toMatchObject({
    info: { name: 'tensorflow', accelerated: false },
    product: 60,
    current: 'tensorflow',
  });
  // The other way round there is no room for it any more, and it is not even there.
  const [, cuda] = await runInProject(packages, ['"tensorflow"', '"cuda"']);
  expect(cuda!.details!.refused![0]!.install).toBe(installCommandOf('@tensorflow/tfjs-node-gpu'));
});

test('a package without its native addon is refused with the command that builds it', async () => {
  const packages = { '@tensorflow/tfjs-node': withoutAddon('@tensorflow/tfjs-node') };
  const [named, automatic] = await runInProject(packages, ['"tensorflow"', '["tensorflow", "cpu"]']);
  expect(named).toMatchObject({
    code: 'BACKEND_UNAVAILABLE',
    details: {
      refused: [
        {
          name: 'tensorflow',
          reason: 'package @tensorflow/tfjs-node is installed without a native addon for this Node (tfjs_binding.node)',
          install: canBuild('@tensorflow/tfjs-node')
            ? 'npx ferkit native install'
            : 'npm rebuild @tensorflow/tfjs-node --build-addon-from-source',
        },
      ],
    },
  });
  expect(automatic).toMatchObject({ info: { name: 'cpu', refused: [{ name: 'tensorflow' }] } });
});

test('a package that breaks in its own way is refused in its own words', async () => {
  const broken = {
    'package.json': manifest('@tensorflow/tfjs-node'),
    'dist/index.js': "throw new Error('libtensorflow.so.2: cannot open shared object file: No such file or directory')",
  };
  const incomplete = { 'package.json': manifest('@tensorflow/tfjs-node') };
  const [first] = await runInProject({ '@tensorflow/tfjs-node': broken }, ['"tensorflow"']);
  expect(first!.details!.refused![0]!.reason).toBe(
    'package @tensorflow/tfjs-node is installed and does not load: libtensorflow.so.2: cannot open shared object file: No such file or directory',
  );
  // The addon is there and its library is not, as after a download that broke off.
  expect(first!.details!.refused![0]!.install).toBe(
    canBuild('@tensorflow/tfjs-node') ? 'npx ferkit native install' : undefined,
  );
  const [second] = await runInProject({ '@tensorflow/tfjs-node': incomplete }, ['"tensorflow"']);
  expect(second!.details!.refused![0]!.reason).toMatch(/is installed and does not load: Error: Cannot find module/);
});

test('a package that brings another copy of tfjs is refused before that copy is loaded', async () => {
  const foreign = { 'package.json': manifest('@tensorflow/tfjs'), 'dist/index.js': "throw new Error('was loaded')" };
  const packages = { '@tensorflow/tfjs': foreign, '@tensorflow/tfjs-node': working('@tensorflow/tfjs-node', false) };
  const [outcome] = await runInProject(packages, ['"tensorflow"']);
  const { reason, install } = outcome!.details!.refused![0]!;
  expect(reason).toContain('@tensorflow/tfjs-node uses another copy of @tensorflow/tfjs than ferkit');
  expect(install).toContain('npm install @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-node@4.22.0');
});

test('cuda is refused where its package runs on the processor, and tensorflow then uses what is loaded', async () => {
  const packages = {
    '@tensorflow/tfjs': tfjs,
    '@tensorflow/tfjs-node-gpu': working('@tensorflow/tfjs-node-gpu', false),
  };
  const [named, list] = await runInProject(packages, ['"cuda"', '["cuda", "tensorflow"]']);
  expect(named!.code).toBe('BACKEND_UNAVAILABLE');
  expect(named!.details!.refused![0]!.reason).toMatch(
    /^TensorFlow 2\.9\.1 (finds no NVIDIA GPU|needs libraries|does not use)/,
  );
  expect(list).toMatchObject({ info: { name: 'tensorflow', accelerated: false, refused: [{ name: 'cuda' }] } });
});

test('tensorflow runs on the package for GPUs where it is the only one, also when nothing has loaded it before', async () => {
  const packages = {
    '@tensorflow/tfjs': tfjs,
    '@tensorflow/tfjs-node-gpu': working('@tensorflow/tfjs-node-gpu', false),
  };
  const [named] = await runInProject(packages, ['"tensorflow"']);
  expect(named).toMatchObject({ info: { name: 'tensorflow', accelerated: false, refused: [] }, product: 60 });
});

test('cuda is what it says where TensorFlow really uses a GPU; tensorflow has no room beside it', async () => {
  const packages = {
    '@tensorflow/tfjs': tfjs,
    '@tensorflow/tfjs-node-gpu': working('@tensorflow/tfjs-node-gpu', true),
  };
  const [automatic, named] = await runInProject(packages, ['"auto"', '"tensorflow"']);
  expect(automatic).toMatchObject({ info: { name: 'cuda', accelerated: true, refused: [] }, product: 60 });
  expect(automatic!.info!.device).toMatch(/NVIDIA .*TensorFlow 2\.9\.1/);
  expect(named!.details!.refused![0]!.reason).toBe('TensorFlow already runs on the GPU in this process, as "cuda"');
});

test('finds out which shared libraries the machine lacks', () => {
  const present = process.platform === 'linux' ? ['libc.so.6'] : [];
  expect(missingLibraries([...present, 'libnobody-has-this.so.7'])).toEqual(['libnobody-has-this.so.7']);
});
