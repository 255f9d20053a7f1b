import * as tf from '@tensorflow/tfjs';

/** Loses the device of a backend by the standard's means: GPUDevice.destroy and WEBGL_lose_context. */
export const loseDevice = {
  webgpu: () => (tf.findBackend('webgpu') as unknown as { device: GPUDevice }).device.destroy(),
  webgl: () => {
    const { gl } = (tf.findBackend('webgl') as unknown as { gpgpu: { gl: WebGLRenderingContext } }).gpgpu;
    gl.getExtension('WEBGL_lose_context')!.loseContext();
  },
} as const;
