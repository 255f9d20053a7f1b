import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BackendProvider } from './BackendProvider';
import { findPeer } from './loadPeer.node';
import { findTensorFlowBackend, type TensorFlowBackend } from '../tfjs/TensorFlowBackend';
import { loadTensorFlow } from './loadTensorFlow.node';
import { missingLibraries, nvidiaModels } from './nvidia.node';
import { unavailable } from './refusals';

/** TensorFlow's native library on an NVIDIA GPU, through the optional `@tensorflow/tfjs-node-gpu`. */
export const cuda: BackendProvider = {
  name: 'cuda',
  engine: 'tensorflow',
  needsGpu: true,
  async activate() {
    const running = findTensorFlowBackend();
    // If tfjs-node already runs in this process, a missing tfjs-node-gpu is still the first reason to report.
    if (running?.isGPUPackage === false) findPeer('@tensorflow/tfjs-node-gpu');
    const engine = await loadTensorFlow('cuda', '@tensorflow/tfjs-node-gpu');
    // A loaded package proves no GPU: without its libraries TensorFlow falls back to the processor and only logs it.
    if (!engine.isUsingGpuDevice) throw unavailable('cuda', await reasonOf(engine));
    const models = await nvidiaModels();
    return {
      device: `${models.join(', ') || 'NVIDIA GPU'}, TensorFlow ${engine.binding.TF_Version}`,
      accelerated: true,
      library: `TensorFlow ${engine.binding.TF_Version}`,
    };
  },
};

async function reasonOf({ isGPUPackage, binding }: TensorFlowBackend): Promise<string> {
  if (!isGPUPackage)
    return '@tensorflow/tfjs-node already runs in this process, which can load only one of it and tfjs-node-gpu';
  const version = `TensorFlow ${binding.TF_Version}`;
  if ((await nvidiaModels()).length === 0) return `${version} finds no NVIDIA GPU (or no driver for it)`;
  const missing = missingLibraries(librariesOf(binding.TF_Version).filter((file) => !isInstalled(file)));
  if (missing.length > 0) return `${version} needs libraries that are not on the library path: ${missing.join(', ')}`;
  return `${version} does not use the GPU of this machine: npx ferkit native status shows its messages`;
}

/** True if a library is in the folder in which `ferkit native install --gpu` makes TensorFlow look for it. */
function isInstalled(file: string): boolean {
  const nvidia = join(dirname(findPeer('@tensorflow/tfjs-node-gpu')), '../deps/nvidia');
  if (!existsSync(nvidia)) return false;
  return readdirSync(nvidia).some((component) => existsSync(join(nvidia, component, 'lib', file)));
}

/** The libraries that a build of TensorFlow loads at run time on Linux, by https://www.tensorflow.org/install/source#gpu. */
function librariesOf(version: string): readonly string[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const release = major * 100 + minor;
  const cuda =
    release >= 215
      ? [
          'libcudart.so.12',
          'libcublas.so.12',
          'libcublasLt.so.12',
          'libcufft.so.11',
          'libcusolver.so.11',
          'libcusparse.so.12',
        ]
      : [
          'libcudart.so.11.0',
          'libcublas.so.11',
          'libcublasLt.so.11',
          'libcufft.so.10',
          'libcusolver.so.11',
          'libcusparse.so.11',
        ];
  return ['libcuda.so.1', ...cuda, release >= 218 ? 'libcudnn.so.9' : 'libcudnn.so.8'];
}
