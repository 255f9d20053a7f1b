import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import type { BackendProvider } from '#core/backends/BackendProvider';
import type { BackendName } from '@ferkit/core/metrics';
import { cpu } from '#core/backends/cpu';
import { selectFrom } from '#core/backends/selectBackend';
import { selfTest } from '#core/backends/selfTest';
import { startEngine } from '#core/tfjs/engineRegistry';
import { wasm } from '#core/backends/wasm.node';
import { isFerError } from '@ferkit/core/datasets';

/** Registers an engine of tfjs that computes as the cpu backend does, one kernel apart. */
function registerVariant(engine: string, kernelName: string, change: (kernel: tf.KernelFunc) => tf.KernelFunc): void {
  const Backend = tf.engine().registry.cpu!.constructor as new () => { firstUse: boolean } & tf.KernelBackend;
  tf.registerBackend(engine, () => {
    const backend = new Backend();
    backend.firstUse = false;
    return backend;
  });
  for (const kernel of tf.getKernelsForBackend('cpu')) {
    const kernelFunc = kernel.kernelName === kernelName ? change(kernel.kernelFunc) : kernel.kernelFunc;
    tf.registerKernel({ ...kernel, backendName: engine, kernelFunc });
  }
}

/** Computes right, then multiplies each value. */
const scaledBy =
  (factor: number) =>
  (kernel: tf.KernelFunc): tf.KernelFunc =>
  (parameters) => {
    const result = kernel(parameters) as tf.TensorInfo;
    const { values } = (parameters.backend as unknown as { data: tf.DataStorage<{ values: Float32Array }> }).data.get(
      result.dataId,
    );
    values.forEach((value, index) => (values[index] = value * factor));
    return result;
  };

const provider = (engine: string): BackendProvider => ({
  name: engine as BackendName,
  engine,
  needsGpu: true,
  activate: async () => {
    await startEngine(engine);
    return { device: 'a phone', accelerated: true };
  },
});

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

beforeAll(async () => {
  await cpu.activate();
  registerVariant('same', 'none', (kernel) => kernel);
  registerVariant('close', 'MaxPool', scaledBy(1.0005));
  registerVariant('zero-filter-gradient', 'Conv2DBackpropFilter', scaledBy(0));
  registerVariant('wrong-pooling', 'MaxPool', scaledBy(1.1));
  registerVariant('not-a-number', 'DepthwiseConv2dNativeBackpropInput', scaledBy(NaN));
  registerVariant('crashing', 'MaxPoolGrad', () => () => {
    throw new Error('the shader does not compile');
  });
});

test.each([['same'], ['close']])('trusts an engine that computes what cpu does: %s', async (engine) => {
  await startEngine(engine);
  await selfTest(provider(engine));
});

test('trusts wasm', async () => {
  await wasm.activate();
  await selfTest(wasm);
});

test.each([
  ['zero-filter-gradient', 'gradient of the convolution filter'],
  ['not-a-number', 'gradient of the image'],
  ['wrong-pooling', 'prediction'],
])('an engine with one wrong kernel (%s) is found out by its %s', async (engine, check) => {
  await startEngine(engine);
  const error = await failureOf(selfTest(provider(engine)));
  if (!isFerError(error, 'BACKEND_UNSOUND')) throw new Error(`no BACKEND_UNSOUND but ${String(error)}`);
  expect(error.details.name).toBe(engine);
  expect(error.details.check).toBe(check);
});

test('an engine whose gradient does not run at all is unsound, and its own words are kept', async () => {
  await startEngine('crashing');
  const error = await failureOf(selfTest(provider('crashing')));
  expect(isFerError(error, 'BACKEND_UNSOUND')).toBe(true);
  expect(String(error)).toContain('the shader does not compile');
});

test('a named backend that computes wrongly is an error; auto goes on to the next and says why', async () => {
  const phone = provider('zero-filter-gradient');
  const error = await failureOf(selectFrom([phone, cpu], phone.name, {}));
  expect(isFerError(error, 'BACKEND_UNSOUND')).toBe(true);

  const info = await selectFrom([phone, cpu], 'auto', {});
  expect(info.name).toBe('cpu');
  expect(info.refused).toEqual([
    {
      name: 'zero-filter-gradient',
      reason: expect.stringMatching(/self-test.*gradient of the convolution filter.*received -?0/) as string,
    },
  ]);
});

test('whoever switches the test off gets the backend untested', async () => {
  const phone = provider('zero-filter-gradient');
  expect((await selectFrom([phone], phone.name, { verify: false })).name).toBe('zero-filter-gradient');
});

test('leaves the current engine as it was and no tensor behind, also when it fails', async () => {
  await startEngine('crashing');
  await tf.setBackend('cpu');
  const before = tf.memory().numTensors;
  for (const engine of ['same', 'zero-filter-gradient', 'crashing', 'wasm']) {
    await failureOf(selfTest(provider(engine)));
    expect(tf.getBackend()).toBe('cpu');
  }
  expect(tf.memory().numTensors).toBe(before);
});
