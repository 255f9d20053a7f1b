import * as tf from '@tensorflow/tfjs';

/** Takes the device of a backend away as a browser does, through the interface that its standard has for it. */
export const loseDevice = {
  webgpu: () => (tf.findBackend('webgpu') as unknown as { device: GPUDevice }).device.destroy(),
  webgl: () => {
    const { gl } = (tf.findBackend('webgl') as unknown as { gpgpu: { gl: WebGLRenderingContext } }).gpgpu;
    gl.getExtension('WEBGL_lose_context')!.loseContext();
  },
} as const;
