import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isFerError } from '../errors';
import type { BackendProvider } from './BackendProvider';
import { loadPeer } from './loadPeer.node';
import { missingLibraries } from './nvidia.node';
import { messageOf, unavailable } from './refusals';
import { startWebgpu } from './startWebgpu';

/** The exports of the `webgpu` package: Dawn, the WebGPU of Chromium. */
interface Dawn {
  readonly create: (options: readonly string[]) => GPU;
  readonly globals: object;
}

/** The GPU through WebGPU, on Vulkan, Metal or Direct3D 12: in Node the only GPU backend without CUDA. */
export const webgpu: BackendProvider = {
  name: 'webgpu',
  engine: 'webgpu',
  needsGpu: true,
  async activate() {
    const removeGpu = await provideGpu();
    try {
      const device = await startWebgpu(navigator.gpu);
      if (device !== undefined) return device;
    } catch (error) {
      removeGpu();
      if (isFerError(error, 'BACKEND_UNAVAILABLE')) throw error;
      throw unavailable('webgpu', `WebGPU does not start: ${messageOf(error)}`, undefined, error);
    }
    removeGpu();
    throw unavailable('webgpu', `WebGPU finds no adapter: it needs a ${driver()}`);
  },
};

/** Adds `navigator.gpu`, where tfjs looks for it, to Node, unless the program already has one. */
async function provideGpu(): Promise<() => void> {
  const host = globalThis as { navigator?: { gpu?: GPU } };
  if (host.navigator?.gpu !== undefined) return () => undefined;
  const { create, globals } = await loadDawn();
  Object.assign(globalThis, globals);
  // Node 20 has no navigator at all.
  if (host.navigator === undefined)
    Object.defineProperty(host, 'navigator', { value: {}, configurable: true, writable: true });
  const owner = host.navigator!;
  Object.defineProperty(owner, 'gpu', { value: create([]), configurable: true });
  return () => delete owner.gpu;
}

async function loadDawn(): Promise<Dawn> {
  try {
    const { exports } = await loadPeer('webgpu');
    const missing = missingOfVulkan();
    if (missing === undefined) return exports as Dawn;
    throw unavailable('webgpu', `WebGPU needs ${missing}, which is not installed`);
  } catch (error) {
    if (isFerError(error)) throw error;
    throw unavailable('webgpu', `package webgpu is installed and does not load: ${messageOf(error)}`, undefined, error);
  }
}

/** The part of Vulkan that Linux is without. Dawn reports it only on the console, at every attempt. */
function missingOfVulkan(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  if (missingLibraries(['libvulkan.so.1']).length > 0) return 'the Vulkan loader (libvulkan.so.1)';
  return hasVulkanDriver() ? undefined : 'a Vulkan driver (a file in /usr/share/vulkan/icd.d)';
}

/** Looks where the loader looks (Khronos, Vulkan-Loader, "Driver Discovery on Linux"), and where NixOS has its drivers. */
function hasVulkanDriver(): boolean {
  const { env } = process;
  if (env.VK_DRIVER_FILES ?? env.VK_ICD_FILENAMES ?? env.VK_ADD_DRIVER_FILES) return true;
  const folders = [
    env.XDG_CONFIG_HOME ?? join(homedir(), '.config'),
    ...(env.XDG_CONFIG_DIRS ?? '/etc/xdg').split(':'),
    '/etc',
    '/usr/local/etc',
    env.XDG_DATA_HOME ?? join(homedir(), '.local/share'),
    ...(env.XDG_DATA_DIRS ?? '').split(':'),
    '/usr/local/share',
    '/usr/share',
    '/run/opengl-driver/share',
  ];
  return folders.some((folder) => {
    const path = join(folder, 'vulkan/icd.d');
    return existsSync(path) && readdirSync(path).some((name) => name.endsWith('.json'));
  });
}

function driver(): string {
  if (process.platform === 'darwin') return 'GPU with Metal';
  if (process.platform === 'win32') return 'GPU with Direct3D 12';
  return 'GPU with a Vulkan driver';
}
