import { importChunk } from '../importChunk';
import type { BackendProvider } from './BackendProvider';
import { unavailable } from './refusals';

/** The GPU through the browser's WebGPU. */
export const webgpu: BackendProvider = {
  name: 'webgpu',
  engine: 'webgpu',
  needsGpu: true,
  async activate() {
    // Typed as always present, but missing in older browsers and in pages without https.
    const gpu = navigator.gpu as GPU | undefined;
    if (gpu === undefined) {
      throw unavailable(
        'webgpu',
        globalThis.isSecureContext
          ? 'this browser has no WebGPU'
          : 'WebGPU exists only on pages served over https or from localhost',
      );
    }
    // A chunk of its own: a page without WebGPU never loads it.
    const { startWebgpu } = await importChunk('start of WebGPU', () => import('./startWebgpu'));
    const device = await startWebgpu(gpu);
    if (device === undefined)
      throw unavailable('webgpu', 'WebGPU offers no adapter: the browser does not support this GPU');
    return device;
  },
};
