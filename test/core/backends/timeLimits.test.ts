import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { BackendProvider } from '#core/backends/BackendProvider';
import { cpu } from '#core/backends/cpu';
import { selectFrom } from '#core/backends/selectBackend';
import { wasm } from '#core/backends/wasm.browser';
import { webgpu } from '#core/backends/webgpu.browser';
import { importChunk } from '#core/importChunk';
import { WorkerConnection } from '#core/worker/WorkerConnection';
import { PROTOCOL } from '#core/worker/protocol';

const never = (): Promise<never> => new Promise(() => undefined);

// Loaded before, because the real time that an import takes is not the fake time of the limits.
beforeAll(async () => {
  // tfjs registers its engine only where it finds a GPU.
  vi.stubGlobal('navigator', { gpu: {} });
  await import('@tensorflow/tfjs-backend-webgpu');
  vi.unstubAllGlobals();
  await import('#core/backends/startWebgpu');
  await import('#core/kernels/webgpu/register');
  await import('#core/backends/startWasm.browser');
  await import('#core/backends/embeddedWasm/simd.generated');
  await import('#core/backends/selfTest');
  await import('#core/backends/warnOfCpu');
});
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Lets the time pass until the work settles, some seconds at a time. @returns its outcome and the seconds that passed */
async function settle<T>(
  work: Promise<T>,
): Promise<{ readonly value?: T; readonly error?: unknown; readonly seconds: number }> {
  const outcomes: { readonly value?: T; readonly error?: unknown }[] = [];
  work.then(
    (value) => outcomes.push({ value }),
    (error: unknown) => outcomes.push({ error }),
  );
  const isOpen = (): boolean => outcomes.length === 0;
  let seconds = 0;
  while (isOpen()) {
    if (seconds > 1000) throw new Error('It never settles.');
    // Real work, such as an import or compiling WebAssembly, takes no fake time.
    const start = performance.now();
    while (isOpen() && performance.now() - start < 20) await new Promise((done) => setImmediate(done));
    if (!isOpen()) break;
    await vi.advanceTimersByTimeAsync(5000);
    seconds += 5;
  }
  return { ...outcomes[0], seconds };
}

/** `auto` over an engine that hangs and cpu. @returns the reason for which the first was refused */
async function reasonOf(provider: BackendProvider): Promise<string> {
  const { value: info, error } = await settle(selectFrom([provider, cpu], 'auto', {}));
  if (info === undefined) throw error;
  expect(info.name).toBe('cpu');
  expect(info.refused).toEqual([{ name: provider.name, reason: expect.any(String) as string }]);
  return info.refused[0]!.reason;
}

/** The choice of the engine by its name. */
async function expectUnavailable(provider: BackendProvider, reason: string): Promise<void> {
  const { error } = await settle(selectFrom([provider, cpu], provider.name, {}));
  expect(error).toMatchObject({
    code: 'BACKEND_UNAVAILABLE',
    message: `Backend "${provider.name}" is unavailable: ${reason}.`,
  });
}

describe('an engine that never answers has a limit: auto goes on and says why, a name throws', () => {
  test('a GPU that never names an adapter', async () => {
    vi.stubGlobal('navigator', { gpu: { requestAdapter: never } });
    const reason = await reasonOf(webgpu);
    expect(reason).toBe('WebGPU did not answer the request for an adapter within 10 seconds');
    await expectUnavailable(webgpu, reason);
  });

  test('a GPU whose device never starts', async () => {
    const adapter = { info: {}, features: new Set(), limits: {}, requestDevice: never, isFallbackAdapter: false };
    vi.stubGlobal('navigator', { gpu: { requestAdapter: () => Promise.resolve(adapter) } });
    const reason = await reasonOf(webgpu);
    expect(reason).toBe('the device of WebGPU did not start within 30 seconds');
    await expectUnavailable(webgpu, reason);
  });

  test('WebAssembly that is never instantiated', async () => {
    vi.spyOn(WebAssembly, 'instantiate').mockImplementation(never);
    const reason = await reasonOf(wasm);
    expect(reason).toBe('WebAssembly did not start within 60 seconds');
    await expectUnavailable(wasm, reason);
  });

  test('a server that never sends the served WebAssembly', async () => {
    vi.stubGlobal('fetch', never);
    const choice = { name: 'wasm', paths: '/wasm/' } as const;
    const { value } = await settle(selectFrom([wasm, cpu], [choice, 'cpu'], {}));
    expect(value).toMatchObject({
      name: 'cpu',
      refused: [
        { reason: expect.stringMatching(/^\/wasm\/.*\.wasm answers with nothing within 30 seconds/) as string },
      ],
    });
  });

  const sleeping = (changes: Partial<BackendProvider>): BackendProvider => ({
    name: 'webgl',
    engine: 'sleeping',
    needsGpu: true,
    activate: () => Promise.resolve({ device: 'a GPU', accelerated: true }),
    ...changes,
  });

  test('an engine of any kind', async () => {
    const provider = sleeping({ activate: never });
    expect(await reasonOf(provider)).toBe('it did not start within 180 seconds');
    await expectUnavailable(provider, 'it did not start within 180 seconds');
  });

  test('an engine that never gives the numbers of its self-test', async () => {
    await settle(selectFrom([cpu], 'cpu', {}));
    const engine = Object.assign(Object.create(tf.findBackend('cpu')) as tf.KernelBackend, { read: never });
    tf.copyRegisteredKernels('cpu', 'sleeping');
    tf.registerBackend('sleeping', () => engine);
    await tf.setBackend('sleeping');
    await tf.setBackend('cpu');
    const provider = sleeping({});
    expect(await reasonOf(provider)).toBe('its self-test did not end within 90 seconds');
    await expectUnavailable(provider, 'its self-test did not end within 90 seconds');
  });
});

test('an engine that answers in time is not refused, and no timer is left', async () => {
  const slow: BackendProvider = {
    name: 'webgl',
    engine: 'cpu',
    needsGpu: true,
    activate: () =>
      new Promise((resolve) => setTimeout(() => resolve({ device: 'a GPU', accelerated: true }), 100_000)),
  };
  const { value } = await settle(selectFrom([slow, cpu], 'auto', {}));
  expect(value).toMatchObject({ name: 'webgl', refused: [] });
  expect(vi.getTimerCount()).toBe(0);
});

test('a chunk whose request is never answered is an error that names it', async () => {
  const { error } = await settle(importChunk('face detector', never));
  expect(error).toMatchObject({
    code: 'SOURCE_UNREADABLE',
    message: expect.stringMatching(/^Cannot load the face detector.*within 120 seconds/) as string,
  });
});

describe('a worker', () => {
  const silent = (): Worker & EventTarget =>
    Object.assign(new EventTarget(), { postMessage: () => undefined, terminate: () => undefined }) as unknown as Worker;
  const classify = (worker: Worker): Promise<unknown> =>
    new WorkerConnection(worker).call('classify', {
      images: [],
      skipUnreadable: false,
      isSingle: false,
      order: 'main',
    });

  test('whose script never calls serveWorker fails, and the error says so', async () => {
    const { error, seconds } = await settle(classify(silent()));
    expect(seconds).toBeLessThanOrEqual(65);
    expect(error).toMatchObject({
      code: 'WORKER_FAILED',
      message: expect.stringMatching(/no answer within 60 seconds.*Let its script call serveWorker/) as string,
    });
  });

  test('that has received a call may take as long as it needs', async () => {
    const worker = silent();
    const call = classify(worker);
    worker.dispatchEvent(new MessageEvent('message', { data: { ferkit: PROTOCOL, type: 'received', id: 1 } }));
    setTimeout(() => {
      worker.dispatchEvent(
        new MessageEvent('message', { data: { ferkit: PROTOCOL, type: 'result', id: 1, result: [] } }),
      );
    }, 600_000);
    expect((await settle(call)).value).toEqual([]);
  });
});
