import * as tf from '@tensorflow/tfjs';
import type { BackendProvider } from './BackendProvider';
import { startEngine } from './startEngine';
import { registerWasmTraining } from './wasmTraining/registerWasmTraining';

/** WebAssembly with XNNPACK: runs everywhere without an installation, and trains. */
export const wasm: BackendProvider = {
  name: 'wasm',
  engine: 'wasm',
  needsGpu: false,
  async activate() {
    const { getThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
    await startEngine('wasm');
    registerWasmTraining();
    const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
    const threads = Math.max(1, getThreadsCount());
    const device = ['WebAssembly', ...(simd === true ? ['SIMD'] : []), `${threads} thread${threads === 1 ? '' : 's'}`];
    return { device: device.join(', '), accelerated: false };
  },
};
