import type * as tf from '@tensorflow/tfjs';
import { importChunk } from '../importChunk';
import { keepRegistered, startEngine } from '../tfjs/engineRegistry';
import { withinLimit } from '../timeLimit';
import { deviceOf, reuseBuffersBeforeSubmission } from '../tfjs/WebgpuBackend';
import { watchDevice } from '../tfjs/deviceLoss';
import { type BackendDevice, isSoftwareRenderer } from './BackendProvider';
import { unavailable } from './refusals';

/** Seconds in which a GPU that works names its adapter, and starts its device. Drivers and GPU processes that hang never answer. */
const LIMITS = { adapter: 10, device: 30 };

/**
 * Starts tfjs' WebGPU engine on `navigator.gpu`, which must exist.
 *
 * @returns undefined if WebGPU offers no adapter
 * @throws BACKEND_UNAVAILABLE if the GPU does not answer in time
 */
export async function startWebgpu(gpu: GPU): Promise<BackendDevice | undefined> {
  // The same preference as in tfjs' own request, so that this adapter describes the one of tfjs.
  const requested = gpu.requestAdapter({ powerPreference: 'high-performance' });
  const adapter = await withinLimit(requested, LIMITS.adapter, (limit) =>
    unavailable('webgpu', `WebGPU did not answer the request for an adapter within ${limit}`),
  );
  if (adapter === null) return undefined;
  // Loaded only now, because the package registers its backend only if it finds navigator.gpu.
  await importChunk('WebGPU engine', () => import('@tensorflow/tfjs-backend-webgpu'));
  const { registerWebgpuKernels } = await importChunk(
    'kernels for training on WebGPU',
    () => import('../kernels/webgpu/register'),
  );
  keepRegistered('webgpu', registerWebgpuKernels);
  const engine = await withinLimit(startEngine('webgpu'), LIMITS.device, (limit) =>
    unavailable('webgpu', `the device of WebGPU did not start within ${limit}`),
  );
  reuseBuffersBeforeSubmission(engine);
  watchGpu(engine);
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
