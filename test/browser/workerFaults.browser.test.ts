import { describe, expect, test } from 'vitest';
import { type Classifier, createModel } from '@ferkit/core';
import { createWorkerClassifier, trainInWorker } from '@ferkit/core/worker';
import { createStripes } from '../core/support/createStripes';
import { readWeights, tinyNet } from '../core/support/tinyNet';
import { servedWasm } from './support/servedWasm';
import { saveSmallFaceModel } from './support/saveSmallFaceModel';

const face = { pixels: Uint8Array.from({ length: 48 * 48 }, (_, pixel) => (pixel * 7) % 256), width: 48, height: 48 };

const lost = { name: 'FerError', code: 'BACKEND_LOST' };

describe.each(['webgpu', 'webgl'] as const)('when a worker loses the device of %s', (backend) => {
  const create = async (): Promise<{ readonly classifier: Classifier; readonly worker: Worker }> => {
    const worker = new Worker(new URL('./support/losing.worker.ts', import.meta.url), { type: 'module' });
    const model = await saveSmallFaceModel();
    return { classifier: await createWorkerClassifier({ worker, model, backend, faces: false }), worker };
  };

  test('pending calls reject with BACKEND_LOST, and a classifier in a new worker gives the same scores', async () => {
    const first = await create();
    const [before] = await first.classifier.classify(face);
    first.worker.postMessage(backend);
    await expect(first.classifier.classify(face)).rejects.toMatchObject({ ...lost, details: { name: backend } });
    await expect(first.classifier.classify(face)).rejects.toMatchObject(lost);
    await expect(first.classifier.classifyStream([face]).next()).rejects.toMatchObject(lost);
    first.classifier.dispose();

    const second = await create();
    const [after] = await second.classifier.classify(face);
    expect(after!.label).toBe(before!.label);
    expect(after!.score).toBeCloseTo(before!.score, 5);
    second.classifier.dispose();
  });

  test('a training rejects with BACKEND_LOST, and the model of the page is unchanged', async () => {
    const data = createStripes();
    // The page has its own device, which is not lost.
    const model = await createModel({ architecture: tinyNet, labels: data.labels, input: data, backend });
    const before = await readWeights(model);
    const worker = new Worker(new URL('./support/losing.worker.ts', import.meta.url), { type: 'module' });
    const run = trainInWorker(model, data, {
      epochs: 50,
      batchSize: 8,
      worker,
      onEvent: ({ type }) => {
        if (type === 'epoch') worker.postMessage(backend);
      },
    });
    await expect(run).rejects.toMatchObject(lost);
    expect(await readWeights(model)).toEqual(before);
    model.dispose();
  });
});

test('a worker out of memory rejects with OUT_OF_MEMORY, the model of the page is unchanged, and a new worker trains it', async () => {
  const startWorker = (): Worker =>
    new Worker(new URL('./support/ferkit.worker.ts', import.meta.url), { type: 'module' });
  // The first layer alone needs 20,000 x 15 x 15 x 256 floats, more than WebAssembly can address.
  const data = createStripes({ size: 26_668, side: 32 });
  const model = await createModel({
    architecture: tinyNet,
    options: { filters: 256 },
    labels: data.labels,
    input: data,
    backend: servedWasm,
  });
  const before = await readWeights(model);
  const call = { epochs: 1, augment: false } as const;
  const tooMuch = trainInWorker(model, data, { ...call, batchSize: data.size, worker: startWorker() });
  await expect(tooMuch).rejects.toMatchObject({ name: 'FerError', code: 'OUT_OF_MEMORY', details: { name: 'wasm' } });
  expect(await readWeights(model)).toEqual(before);
  const few = createStripes({ size: 32, side: 32 });
  await expect(trainInWorker(model, few, { ...call, batchSize: 8, worker: startWorker() })).resolves.toMatchObject({
    reason: 'completed',
  });
  expect(await readWeights(model)).not.toEqual(before);
  model.dispose();
});
