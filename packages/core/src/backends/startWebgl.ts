import * as tf from '@tensorflow/tfjs';
import { startEngine } from '../tfjs/engineRegistry';
import { useFloat32Epsilon, webglContextOf } from '../tfjs/WebglBackend';
import { watchDevice } from '../tfjs/deviceLoss';
import { type BackendDevice, isSoftwareRenderer } from './BackendProvider';
import { unavailable } from './refusals';

/**
 * Starts tfjs' WebGL engine.
 * @throws BACKEND_UNAVAILABLE if the browser has no WebGL
 */
export async function startWebgl(): Promise<BackendDevice> {
  if (tf.env().getNumber('WEBGL_VERSION') === 0) throw unavailable('webgl', 'this browser has no WebGL');
  const started = await startEngine('webgl');
  const gl = webglContextOf(started);
  watchDevice(started, {
    lost: lossOfContext(gl),
    lossReason: () => (gl.isContextLost() ? CONTEXT_LOST : undefined),
  });
  if (tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) useFloat32Epsilon(started);
  const renderer = rendererOf(gl);
  const accelerated = !isSoftwareRenderer(renderer);
  return { device: ['WebGL', renderer, ...(accelerated ? [] : ['software'])].join(', '), accelerated };
}

const CONTEXT_LOST = 'the browser took the WebGL context away';

function lossOfContext(gl: WebGLRenderingContext): Promise<string> {
  return new Promise((resolve) => {
    gl.canvas.addEventListener('webglcontextlost', () => resolve(CONTEXT_LOST), { once: true });
  });
}

function rendererOf(gl: WebGLRenderingContext): string {
  const extension = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(extension === null ? gl.RENDERER : extension.UNMASKED_RENDERER_WEBGL));
}
