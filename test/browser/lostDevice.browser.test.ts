import { describe, expect, test } from 'vitest';
import { createClassifier, createModel, type FerModel, train } from '@ferkit/core';
import { createStripes } from '../core/support/createStripes';
import { tinyNet } from '../core/support/tinyNet';
import { loseDevice } from './support/loseDevice';
import { saveSmallFaceModel } from './support/saveSmallFaceModel';

const data = createStripes();
const face = { pixels: Uint8Array.from({ length: 48 * 48 }, (_, pixel) => (pixel * 7) % 256), width: 48, height: 48 };

const lost = { name: 'FerError', code: 'BACKEND_LOST' };

describe.each(['webgpu', 'webgl'] as const)('when the device of %s is lost', (backend) => {
  const createTiny = (): Promise<FerModel> =>
    createModel({
      architecture: tinyNet,
      labels: data.labels,
      input: { width: data.width, height: data.height },
      backend,
    });

  test('a classifier rejects with BACKEND_LOST, and a new one gives the same scores', async () => {
    const model = await saveSmallFaceModel();
    const first = await createClassifier({ model, backend, faces: false });
    const [before] = await first.classify(face);
    const waiting = first.classify(face);
    loseDevice[backend]();
    await expect(waiting).rejects.toMatchObject({ ...lost, details: { name: backend } });
    await expect(first.classify(face)).rejects.toMatchObject(lost);
    first.dispose();

    const second = await createClassifier({ model, backend, faces: false });
    const [after] = await second.classify(face);
    expect(after!.label).toBe(before!.label);
    before!.scores.forEach(({ label, score }) => {
      expect(after!.scores.find((other) => other.label === label)!.score).toBeCloseTo(score, 5);
    });
    second.dispose();
  });

  test('a training rejects with BACKEND_LOST, and another model can be trained', async () => {
    const model = await createTiny();
    const run = train(model, data, {
      epochs: 50,
      batchSize: 8,
      onEvent: ({ type }) => {
        if (type === 'epoch') loseDevice[backend]();
      },
    });
    await expect(run).rejects.toMatchObject(lost);
    model.dispose();

    const next = await createTiny();
    await expect(train(next, data, { epochs: 1, batchSize: 8 })).resolves.toMatchObject({ reason: 'completed' });
    next.dispose();
  });
});
