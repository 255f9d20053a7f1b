import { availableParallelism } from 'node:os';
import { isFerError } from '../errors';
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
      device: `${library}, ${threads} thread${threads === 1 ? '' : 's'}`,
      accelerated: false,
      library,
      ...(models.length === 0 ? {} : { unusedGpu: `${models.join(', ')} is not used: ${reasonOf(isGPUPackage)}` }),
    };
  },
};

/** Where tfjs-node-gpu finds no GPU, it is the same library on the processor, and it may be the only one installed. */
function findPackage(): TensorFlowPackage {
  return isMissing('@tensorflow/tfjs-node') && !isMissing('@tensorflow/tfjs-node-gpu')
    ? '@tensorflow/tfjs-node-gpu'
    : '@tensorflow/tfjs-node';
}

/** A package that is there and broken is not missing: what is wrong with it is told when it is loaded. */
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
    ? `${gpuPackage} runs on the processor; what keeps it there stands under cuda`
    : `@tensorflow/tfjs-node is built for the processor; ${installCommand(gpuPackage)}`;
}
