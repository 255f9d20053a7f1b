import type * as tf from '@tensorflow/tfjs';
import { importChunk } from '../importChunk';
import { startEngine } from '../tfjs/engineRegistry';
import { deviceOf } from '../tfjs/WebgpuBackend';
import { watchDevice } from '../tfjs/deviceLoss';
import { type BackendDevice, isSoftwareRenderer } from './BackendProvider';

/**
 * Starts tfjs' WebGPU engine on `navigator.gpu`, which has to be there.
 *
 * @returns undefined where WebGPU has no adapter to offer
 */
export async function startWebgpu(gpu: GPU): Promise<BackendDevice | undefined> {
  // tfjs asks for its adapter with this preference, so this one describes what it gets.
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) return undefined;
  // It registers itself only where it finds navigator.gpu, so it may not be loaded before.
  await import('@tensorflow/tfjs-backend-webgpu');
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
