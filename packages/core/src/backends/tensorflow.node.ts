import { availableParallelism } from 'node:os';
import { isFerError } from '../errors';
import { countOf } from '../words';
import type { BackendProvider } from './BackendProvider';
import { findPeer, installCommand } from './loadPeer.node';
import { loadTensorFlow, type TensorFlowPackage } from './loadTensorFlow.node';
import { nvidiaModels } from './nvidia.node';
import { unavailable } from './refusals';

/** TensorFlow's native library on the processor, through the optional `@tensorflow/tfjs-node`. */
export const tensorflow: BackendProvider = {
  name: 'tensorflow',
  engine: 'tensorflow',
  needsGpu: false,
  async activate() {
    const { isGPUPackage, isUsingGpuDevice, binding } = await loadTensorFlow('tensorflow', findPackage());
    if (isUsingGpuDevice)
      throw unavailable('tensorflow', 'TensorFlow already runs on the GPU in this process, as "cuda"');
    const threads = availableParallelism();
    const library = `TensorFlow ${binding.TF_Version}`;
    const models = await nvidiaModels();
    return {
      device: `${library}, ${countOf(threads, 'thread')}`,
      accelerated: false,
      library,
      ...(models.length === 0 ? {} : { unusedGpu: `${models.join(', ')} is not used: ${reasonOf(isGPUPackage)}` }),
    };
  },
};

/** tfjs-node-gpu without a GPU is the same library on the processor, so it is used if it is the only package installed. */
function findPackage(): TensorFlowPackage {
  return isMissing('@tensorflow/tfjs-node') && !isMissing('@tensorflow/tfjs-node-gpu')
    ? '@tensorflow/tfjs-node-gpu'
    : '@tensorflow/tfjs-node';
}

/** A broken package does not count as missing: loading it reports the reason. */
function isMissing(name: TensorFlowPackage): boolean {
  try {
    findPeer(name);
    return false;
  } catch (error) {
    return isFerError(error, 'PEER_MISSING');
  }
}

function reasonOf(isGPUPackage: boolean): string {
  const gpuPackage = '@tensorflow/tfjs-node-gpu';
  return isGPUPackage
    ? `${gpuPackage} runs on the processor; the reason is reported for cuda`
    : `@tensorflow/tfjs-node is built for the processor; ${installCommand(gpuPackage)}`;
}
