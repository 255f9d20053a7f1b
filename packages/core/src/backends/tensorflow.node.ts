import { availableParallelism } from 'node:os';
import type { BackendProvider } from './BackendProvider';
import { loadTensorFlow } from './loadTensorFlow.node';
import { unavailable } from './unavailable';

/** TensorFlow's native library on the processor, through the optional `@tensorflow/tfjs-node`. */
export const tensorflow: BackendProvider = {
  name: 'tensorflow',
  engine: 'tensorflow',
  needsGpu: false,
  async activate() {
    // Where tfjs-node-gpu found no GPU, it is the same library on the processor.
    const { isUsingGpuDevice, binding } = await loadTensorFlow('tensorflow', '@tensorflow/tfjs-node');
    if (isUsingGpuDevice)
      throw unavailable('tensorflow', 'TensorFlow already runs on the GPU in this process, as "cuda"');
    const threads = availableParallelism();
    return {
      device: `TensorFlow ${binding.TF_Version}, ${threads} thread${threads === 1 ? '' : 's'}`,
      accelerated: false,
    };
  },
};
