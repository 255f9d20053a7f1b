import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { BackendName } from '@ferkit/core/metrics';
import { createModel, diagnoseBackends, loadModel, selectBackend, train } from '@ferkit/core';
import { createSyntheticFaces } from '@ferkit/core/datasets';
import { createStripes } from '../core/support/createStripes';
import { readWeights, tinyNet } from '../core/support/tinyNet';
import { servedWasm } from './support/servedWasm';
import { foreignHosts } from './support/watchRequests';

const others = ['wasm', 'webgl', 'webgpu'] as const;

test('wasm is refused with instructions if its files are missing at the given paths', async () => {
  await expect(selectBackend({ name: 'wasm', paths: '/nowhere/' })).rejects.toMatchObject({
    code: 'BACKEND_UNAVAILABLE',
    message: expect.stringContaining("backend: { name: 'wasm', paths }") as string,
  });
});

describe('with the WebAssembly files of the package', () => {
  beforeAll(() => selectBackend(servedWasm));

  test('every browser backend is available and passes its verification', async () => {
    const statuses = await diagnoseBackends();
    expect(statuses.map(({ name, available }) => [name, available])).toEqual([
      ['webgpu', true],
      ['webgl', true],
      ['wasm', true],
      ['cpu', true],
    ]);
  });

  test('auto chooses wasm without a hardware GPU, and lists the refused backends', async () => {
    const { name, accelerated, refused } = await selectBackend('auto');
    if (accelerated) return;
    expect(name).toBe('wasm');
    expect(refused.map((refusal) => refusal.name)).toEqual(['webgpu', 'webgl']);
  });

  describe.each(others)('%s', (backend) => {
    test('predicts the same scores as cpu', async () => {
      const faces = createSyntheticFaces({ count: 7, size: 48 });
      const images = [0, 3, 5].map((k) => faces.image(k));
      const scoresOn = async (name: BackendName): Promise<number[]> => {
        const model = await loadModel({ backend: name });
        try {
          return [...(await model.predictMatrix(images))];
        } finally {
          model.dispose();
        }
      };
      const wanted = await scoresOn('cpu');
      const found = await scoresOn(backend);
      expect(Math.max(...wanted) - Math.min(...wanted)).toBeGreaterThan(0.1);
      expect(Math.max(...found.map((score, index) => Math.abs(score - wanted[index]!)))).toBeLessThan(1e-4);
    });

    test('trains one step with the same result as cpu', async () => {
      const data = createStripes({ size: 8, side: 16 });
      const learnOn = async (name: BackendName): Promise<{ loss: number; before: number[]; after: number[] }> => {
        const model = await createModel({
          architecture: tinyNet,
          labels: data.labels,
          input: { width: 16, height: 16 },
          backend: name,
          seed: 5,
        });
        const before = (await readWeights(model)).flat();
        const { history } = await train(
          model,
          { train: data },
          { epochs: 1, batchSize: 8, optimizer: 'sgd', learningRate: 0.05, warmupEpochs: 0, augment: false },
        );
        const after = (await readWeights(model)).flat();
        model.dispose();
        return { loss: history[0]!.train.loss, before, after };
      };
      const wanted = await learnOn('cpu');
      const found = await learnOn(backend);
      expect(found.before).toEqual(wanted.before);
      expect(Math.max(...wanted.after.map((value, index) => Math.abs(value - wanted.before[index]!)))).toBeGreaterThan(
        1e-2,
      );
      expect(Math.abs(found.loss - wanted.loss)).toBeLessThan(1e-4);
      expect(Math.max(...wanted.after.map((value, index) => Math.abs(value - found.after[index]!)))).toBeLessThan(1e-4);
    });

    test('leaks no tensor', async () => {
      await selectBackend(backend);
      const before = tf.memory().numTensors;
      const model = await loadModel({ backend });
      await model.predict([{ pixels: new Uint8Array(48 * 48), width: 48, height: 48 }]);
      model.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });
  });
});

test('no test sent a request to another host', () => {
  expect(foreignHosts()).toEqual([]);
});
