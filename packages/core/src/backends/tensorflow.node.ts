import { availableParallelism } from 'node:os';
import type { BackendProvider } from './BackendProvider';
import { installCommand } from './installCommand.node';
import { loadTensorFlow } from './loadTensorFlow.node';
import { nvidiaModels } from './nvidiaModels.node';
import { unavailable } from './unavailable';

/** TensorFlow's native library on the processor, through the optional `@tensorflow/tfjs-node`. */
export const tensorflow: BackendProvider = {
  name: 'tensorflow',
  engine: 'tensorflow',
  needsGpu: false,
  async activate() {
    // Where tfjs-node-gpu found no GPU, it is the same library on the processor.
    const { isGPUPackage, isUsingGpuDevice, binding } = await loadTensorFlow('tensorflow', '@tensorflow/tfjs-node');
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

function reasonOf(isGPUPackage: boolean): string {
  const gpuPackage = '@tensorflow/tfjs-node-gpu';
  return isGPUPackage
    ? `${gpuPackage} runs on the processor; what keeps it there stands under cuda`
    : `@tensorflow/tfjs-node is built for the processor; ${installCommand(gpuPackage)}`;
}
