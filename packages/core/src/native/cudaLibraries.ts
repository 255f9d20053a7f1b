/** A CUDA library that TensorFlow loads at run time. */
export interface CudaLibrary {
  /** The folder that NVIDIA's wheels have it in, `nvidia/<component>/lib`, and that TensorFlow looks into. */
  readonly component: string;
  /** What the linker asks for: `libcudnn.so.9`. */
  readonly file: string;
  /** The wheel that has it, with the version that TensorFlow was built with: `nvidia-cudnn-cu12==9.3.0.75`. */
  readonly wheel: string;
}

interface Component {
  readonly component: string;
  /** Without their endings. None: programs and data. */
  readonly libraries: readonly string[];
  /** Without it TensorFlow leaves the GPU alone; the others are for profiling, several GPUs and XLA. */
  readonly isNeeded: boolean;
}

/** By the name of NVIDIA's wheel, without `nvidia-` and `-cu12`. */
const COMPONENTS: Readonly<Record<string, Component>> = {
  cublas: { component: 'cublas', libraries: ['libcublas', 'libcublasLt'], isNeeded: true },
  'cuda-runtime': { component: 'cuda_runtime', libraries: ['libcudart'], isNeeded: true },
  cudnn: { component: 'cudnn', libraries: ['libcudnn'], isNeeded: true },
  cufft: { component: 'cufft', libraries: ['libcufft'], isNeeded: true },
  cusolver: { component: 'cusolver', libraries: ['libcusolver'], isNeeded: true },
  cusparse: { component: 'cusparse', libraries: ['libcusparse'], isNeeded: true },
  // The two before it load it.
  nvjitlink: { component: 'nvjitlink', libraries: ['libnvJitLink'], isNeeded: true },
  'cuda-cupti': { component: 'cuda_cupti', libraries: ['libcupti'], isNeeded: false },
  'cuda-nvrtc': { component: 'cuda_nvrtc', libraries: ['libnvrtc'], isNeeded: false },
  curand: { component: 'curand', libraries: ['libcurand'], isNeeded: false },
  nccl: { component: 'nccl', libraries: ['libnccl'], isNeeded: false },
  'cuda-nvcc': { component: 'cuda_nvcc', libraries: [], isNeeded: false },
};

/** What a build of TensorFlow wants of CUDA. */
export interface CudaNeeds {
  readonly needed: readonly CudaLibrary[];
  /** Components that are used where they are. */
  readonly optional: readonly string[];
}

/**
 * Reads from the metadata of a wheel of TensorFlow which CUDA libraries it was built with:
 * `Requires-Dist: nvidia-cudnn-cu12 ==9.3.0.75 ; extra == 'and-cuda'`. In CUDA 12, a library's file is numbered by the first
 * number of its wheel's version.
 */
export function readCudaNeeds(metadata: string): CudaNeeds {
  const needed: CudaLibrary[] = [];
  const optional: string[] = [];
  for (const [, name = '', version = ''] of metadata.matchAll(
    /^Requires-Dist: nvidia-([a-z-]+)-cu12 ?\(?==([\d.]+)/gm,
  )) {
    const known = COMPONENTS[name];
    if (known === undefined) continue;
    if (!known.isNeeded) {
      optional.push(known.component);
      continue;
    }
    const wheel = `nvidia-${name}-cu12==${version}`;
    const [major = ''] = version.split('.');
    for (const library of known.libraries) {
      needed.push({ component: known.component, file: `${library}.so.${major}`, wheel });
    }
  }
  return { needed, optional };
}
