import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { BackendProvider } from '#core/backends/BackendProvider';
import { cpu } from '#core/backends/cpu';
import { backendProviders } from '#core/backends/providers.node';
import { selectFrom } from '#core/backends/selectBackend';
import { selectBackend } from '@ferkit/core';
import { unavailable } from '#core/backends/refusals';
import { wasm } from '#core/backends/wasm.node';
import { type ErrorCode, FerError, isFerError } from '@ferkit/core/datasets';
import { installCommandOf } from './installCommandOf';
import { wasmDevice } from './wasmDevice';

async function failureOf<C extends ErrorCode>(work: Promise<unknown>, code: C): Promise<FerError<C>> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isFerError(error, code)) throw new Error(`expected ${code}, got ${String(error)}`);
  return error;
}

/** A backend like one that a user of the seam would add: it runs on the cpu engine under a name of its own. */
function providerOf(changes: Partial<BackendProvider>): BackendProvider {
  return {
    name: 'cuda',
    engine: 'cpu',
    needsGpu: true,
    activate: () => Promise.resolve({ device: 'a GPU', accelerated: true }),
    ...changes,
  };
}

describe('one name', () => {
  test.each([
    ['cpu', 'JavaScript, 1 thread'],
    ['wasm', wasmDevice],
  ] as const)('%s runs, is current afterwards, and says what it runs on', async (name, device) => {
    expect(await selectBackend(name)).toEqual({ name, device, accelerated: false, refused: [] });
    expect(tf.getBackend()).toBe(name);
    const sum = tf.tidy(() => tf.sum(tf.tensor1d([1, 2, 3])));
    expect([...(await sum.data())]).toEqual([6]);
    sum.dispose();
  });

  test('that cannot run is an error with its reason and the command that helps, never another backend', async () => {
    await selectBackend('cpu');
    const error = await failureOf(selectBackend('tensorflow'), 'BACKEND_UNAVAILABLE');
    expect(error.details.refused).toEqual([
      {
        name: 'tensorflow',
        reason: 'package @tensorflow/tfjs-node is not installed',
        install: installCommandOf('@tensorflow/tfjs-node'),
      },
    ]);
    expect(error.message).toBe(
      `Backend "tensorflow" is unavailable: package @tensorflow/tfjs-node is not installed. Run: ${installCommandOf('@tensorflow/tfjs-node')}`,
    );
    expect(tf.getBackend()).toBe('cpu');
  });

  test('that is unknown here names those that exist', async () => {
    for (const choice of ['webgl', 'gpu', ['cpu', 'gpu'], []] as never[]) {
      const error = await failureOf(selectBackend(choice), 'OPTION_INVALID');
      expect(error.details.option).toBe('backend');
      for (const name of ['auto', 'cuda', 'webgpu', 'tensorflow', 'wasm', 'cpu']) {
        expect(error.details.expected).toContain(`"${name}"`);
      }
    }
  });
});

describe('auto and lists', () => {
  test('auto prefers what comes first in the table and tells why each before it was turned down', async () => {
    const info = await selectBackend();
    const order = backendProviders.map(({ name }) => name);
    expect(order).toEqual(['cuda', 'webgpu', 'tensorflow', 'wasm', 'cpu']);
    expect(info.refused.map(({ name }) => name)).toEqual(order.slice(0, order.indexOf(info.name)));
    for (const { reason } of info.refused) expect(reason).toMatch(/\w+ \w+/);
    expect(order.indexOf(info.name)).toBeLessThanOrEqual(order.indexOf('wasm'));
  });

  test('a list falls back in its own order and reports it', async () => {
    const info = await selectBackend(['tensorflow', 'cpu', 'wasm']);
    expect(info.name).toBe('cpu');
    expect(info.refused.map(({ name, install }) => [name, install])).toEqual([
      ['tensorflow', installCommandOf('@tensorflow/tfjs-node')],
    ]);
  });

  test('a list of which nothing runs gives every reason', async () => {
    const error = await failureOf(selectBackend(['cuda', 'tensorflow']), 'BACKEND_UNAVAILABLE');
    expect(error.details.refused.map(({ name }) => name)).toEqual(['cuda', 'tensorflow']);
    expect(error.message).toContain('cuda (package @tensorflow/tfjs-node-gpu is not installed)');
    expect(error.message).toContain('tensorflow (package @tensorflow/tfjs-node is not installed)');
  });

  test('auto passes over a GPU backend that no GPU serves; whoever names it gets it', async () => {
    const software = providerOf({
      name: 'webgpu',
      activate: () => Promise.resolve({ device: 'WebGPU, SwiftShader, software', accelerated: false }),
    });
    const automatic = await selectFrom([software, wasm, cpu], 'auto', {});
    expect(automatic.name).toBe('wasm');
    expect(automatic.refused).toEqual([
      { name: 'webgpu', reason: 'no GPU does the work, only WebGPU, SwiftShader, software' },
    ]);
    expect((await selectFrom([software, wasm, cpu], 'webgpu', {})).accelerated).toBe(false);
    expect((await selectFrom([software, wasm, cpu], ['webgpu', 'cpu'], {})).name).toBe('webgpu');
  });
});

describe('many callers', () => {
  test('share one activation, whether they come together or later', async () => {
    let activations = 0;
    const counted = providerOf({
      activate: async () => {
        activations += 1;
        await Promise.resolve();
        return { device: 'a GPU', accelerated: true };
      },
    });
    await Promise.all([1, 2, 3].map(() => selectFrom([counted], 'auto', {})));
    await selectFrom([counted], 'cuda', { verify: false });
    expect(activations).toBe(1);
  });

  test('a failed activation is forgotten, so that trying again can succeed', async () => {
    let installed = false;
    const late = providerOf({
      activate: () =>
        installed
          ? Promise.resolve({ device: 'a GPU', accelerated: true })
          : Promise.reject(unavailable('cuda', 'the driver is being updated')),
    });
    const error = await failureOf(selectFrom([late], 'cuda', {}), 'BACKEND_UNAVAILABLE');
    expect(error.details.refused).toEqual([{ name: 'cuda', reason: 'the driver is being updated' }]);
    installed = true;
    expect((await selectFrom([late], 'cuda', {})).device).toBe('a GPU');
  });

  test('selecting different backends at the same time gives each what it asked for', async () => {
    const infos = await Promise.all([selectBackend('cpu'), selectBackend('wasm'), selectBackend('cpu')]);
    expect(infos.map(({ name }) => name)).toEqual(['cpu', 'wasm', 'cpu']);
  });
});

describe('an abort', () => {
  test('before the call rejects with its reason as it is', async () => {
    const reason = new Error('the user left');
    await expect(selectBackend('auto', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('during a slow start rejects at once, and does not spoil the start for the next caller', async () => {
    const start = resolvers();
    const slow = providerOf({ activate: () => start.promise.then(() => ({ device: 'a GPU', accelerated: true })) });
    const controller = new AbortController();
    const impatient = selectFrom([slow, cpu], 'auto', { signal: controller.signal });
    const patient = selectFrom([slow, cpu], 'auto', {});
    controller.abort('enough');
    await expect(impatient).rejects.toBe('enough');
    start.resolve(undefined);
    expect((await patient).name).toBe('cuda');
  });
});

test('leaves no tensor behind, whether it succeeds, refuses or fails', async () => {
  await selectBackend('wasm');
  const before = tf.memory().numTensors;
  await selectBackend();
  await selectFrom([providerOf({})], 'cuda', {});
  await selectBackend('cuda').catch(() => undefined);
  await selectBackend('nonsense' as 'cpu').catch(() => undefined);
  expect(tf.memory().numTensors).toBe(before);
});

function resolvers(): { promise: Promise<undefined>; resolve: (value: undefined) => void } {
  let resolve: (value: undefined) => void = () => undefined;
  const promise = new Promise<undefined>((settle) => (resolve = settle));
  return { promise, resolve };
}

test.each(['auto', 'cpu', ['wasm', 'cpu']] as const)(
  'where another version of ferkit uses the engines, %j is refused with the way out, and with no package to install',
  async (choice) => {
    await selectBackend('cpu');
    const shared = tf.engine() as unknown as Record<symbol, string>;
    const mark = Symbol.for('@ferkit/core');
    const own = shared[mark]!;
    shared[mark] = '99.1.0';
    try {
      const { message, details } = await failureOf(selectBackend(choice), 'BACKEND_UNAVAILABLE');
      expect(message).toMatch(
        /^@ferkit\/core \S+ cannot share the engines of this process with @ferkit\/core 99\.1\.0\. Build all bundles with one version,/,
      );
      expect(details.refused.at(-1)!.name).toBe('cpu');
    } finally {
      shared[mark] = own;
    }
    expect((await selectBackend('cpu')).name).toBe('cpu');
  },
);
