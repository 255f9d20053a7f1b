import type * as tf from '@tensorflow/tfjs';

/** The inside of tfjs-backend-webgl's backend object. */
interface WebglBackend {
  /** Selects the epsilon that operations add: that of 16-bit or of 32-bit floats. */
  floatPrecisionValue: 16 | 32;
  readonly gpgpu: { readonly gl: WebGLRenderingContext };
}

/** The WebGL context that the engine runs on. */
export const webglContextOf = (instance: tf.KernelBackend): WebGLRenderingContext =>
  (instance as unknown as WebglBackend).gpgpu.gl;

/**
 * Makes operations add the epsilon of 32-bit floats. tfjs' own check of the device's precision is inverted: it would add the
 * epsilon of 16-bit floats to 32-bit ones.
 */
export function useFloat32Epsilon(instance: tf.KernelBackend): void {
  (instance as unknown as WebglBackend).floatPrecisionValue = 32;
}
