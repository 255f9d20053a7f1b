import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installed, runInProject } from './runInProject';

// Chromium ships a Vulkan driver that needs no GPU, and the Vulkan loader beside it.
const folder = ['/usr/lib/chromium', '/usr/lib64/chromium', '/opt/google/chrome', '/usr/lib/chromium-browser'].find(
  (path) => existsSync(join(path, 'vk_swiftshader_icd.json')),
);
const reason =
  folder === undefined
    ? 'no Chromium with its Vulkan driver (vk_swiftshader_icd.json) is installed'
    : existsSync(installed('webgpu'))
      ? undefined
      : 'the package webgpu is not installed';
if (reason !== undefined) console.warn(`WebGPU in Node is not tested: ${reason}`);

test.skipIf(reason !== undefined)(
  'WebGPU runs in Node without a GPU: it passes the self-test, is no choice of auto, and the process ends by itself',
  async () => {
    const outcomes = await runInProject({}, ['"webgpu"', '["webgpu", "cpu"]', '"auto"', 'diagnose'], {
      VK_ICD_FILENAMES: join(folder!, 'vk_swiftshader_icd.json'),
      LD_LIBRARY_PATH: folder!,
    });
    const [named, list, automatic, diagnosis] = outcomes;
    expect(named).toEqual({
      info: {
        name: 'webgpu',
        device: expect.stringMatching(/^WebGPU, .*SwiftShader.*, software$/) as string,
        accelerated: false,
        refused: [],
      },
      product: 60,
      current: 'webgpu',
    });
    expect(list!.info!.name).toBe('webgpu');
    expect(automatic!.info!.name).not.toBe('webgpu');
    expect(automatic!.info!.refused).toContainEqual({
      name: 'webgpu',
      reason: expect.stringContaining('no GPU does the work') as string,
    });
    expect(diagnosis!.statuses!.find(({ name }) => name === 'webgpu')).toMatchObject({
      available: true,
      accelerated: false,
    });
  },
);

test.skipIf(!existsSync(installed('webgpu')))(
  'without a usable Vulkan driver the reason says what is missing',
  async () => {
    const [outcome] = await runInProject({}, ['"webgpu"'], {
      VK_ICD_FILENAMES: '/nowhere.json',
      VK_DRIVER_FILES: '/nowhere.json',
    });
    if (process.platform !== 'linux') return;
    expect(outcome!.details!.refused![0]!.reason).toMatch(/Vulkan (loader|driver)/);
  },
);
