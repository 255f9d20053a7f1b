import type * as tf from '@tensorflow/tfjs';
import { importChunk } from '../importChunk';
import { startEngine } from '../tfjs/engineRegistry';
import { deviceOf } from '../tfjs/WebgpuBackend';
import { watchDevice } from '../tfjs/deviceLoss';
import { type BackendDevice, isSoftwareRenderer } from './BackendProvider';

/**
 * Starts tfjs' WebGPU engine on `navigator.gpu`, which must exist.
 *
 * @returns undefined if WebGPU offers no adapter
 */
export async function startWebgpu(gpu: GPU): Promise<BackendDevice | undefined> {
  // The same preference as in tfjs' own request, so that this adapter describes the one of tfjs.
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) return undefined;
  // Loaded only now, because the package registers its backend only if it finds navigator.gpu.
  await importChunk('WebGPU engine', () => import('@tensorflow/tfjs-backend-webgpu'));
  const load = () => import('../kernels/webgpu/register');
  const { registerWebgpuKernels } = await importChunk('kernels for training on WebGPU', load);
  registerWebgpuKernels();
  watchGpu(await startEngine('webgpu'));
  return describeAdapter(adapter.info);
}

function describeAdapter({ vendor, architecture, device, description }: GPUAdapterInfo): BackendDevice {
  const family = [vendor, architecture].filter((part) => part !== '').join(' ');
  const parts = ['WebGPU', family, description === '' ? device : description].filter((part) => part !== '');
  const accelerated = !isSoftwareRenderer(parts.join(' '));
  return { device: [...parts, ...(accelerated ? [] : ['software'])].join(', '), accelerated };
}

function watchGpu(engine: tf.KernelBackend): void {
  const device = deviceOf(engine);
  let reason: string | undefined;
  const lost = device.lost.then(({ message }) => (reason = message === '' ? 'no reason was given' : message));
  watchDevice(engine, { lost, lossReason: () => reason });
}
