import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { adaptModel, createModel, train } from '@ferkit/core';
import { createStripes } from '../support/createStripes';
import { createTinyModel, readWeights } from '../support/tinyNet';
import { testBackend } from '../support/testBackend';

test('a trained model learns other labels while its frozen features, running statistics included, stay as they were', async () => {
  const source = await createTinyModel();
  await train(source, { train: createStripes() }, { epochs: 2, batchSize: 16, augment: false });
  const before = await readWeights(source);
  const adapted = await adaptModel(source, ['left', 'right'], { seed: 3 });
  const untrained = await readWeights(adapted);
  await train(
    adapted,
    { train: createStripes({ labels: ['left', 'right'], seed: 4 }) },
    { epochs: 2, batchSize: 16, augment: false },
  );
  const after = await readWeights(adapted);
  const names = adapted.layers.weights.map(({ originalName }) => originalName);

  expect(adapted.labels).toEqual(['left', 'right']);
  expect(adapted.layers.outputs[0]!.shape).toEqual([null, 2]);
  expect(await readWeights(source)).toEqual(before);
  const head = names.flatMap((name, index) => (name.includes('dense') ? [index] : []));
  expect(head).toHaveLength(2);
  after.forEach((values, index) => {
    if (head.includes(index)) expect(values).not.toEqual(untrained[index]);
    else expect(values).toEqual(untrained[index]);
  });
  source.dispose();
  adapted.dispose();
});

test('nothing is frozen when that is asked for', async () => {
  const source = await createTinyModel();
  const adapted = await adaptModel(source, ['left', 'right'], { freeze: false });
  const before = await readWeights(adapted);
  await train(
    adapted,
    { train: createStripes({ labels: ['left', 'right'] }) },
    { epochs: 1, batchSize: 16, augment: false },
  );
  (await readWeights(adapted)).forEach((values, index) => expect(values).not.toEqual(before[index]));
  source.dispose();
  adapted.dispose();
});

test('works for networks with branches and for those whose last layer is a convolution', async () => {
  for (const choice of [
    { architecture: 'fer-cnn', options: { stem: 4, widths: [4] } },
    { architecture: 'mini-xception', options: { filters: [4] } },
  ] as const) {
    const source = await createModel({ ...choice, backend: testBackend } as never);
    const adapted = await adaptModel(source, ['one', 'two', 'three']);
    const [scores] = await adapted.predict([{ pixels: new Uint8Array(2304), width: 48, height: 48 }]);
    expect(scores).toHaveLength(3);
    source.dispose();
    adapted.dispose();
  }
});

test('refuses labels and freezing that make no sense, and leaks nothing', async () => {
  const source = await createTinyModel();
  const tensors = tf.memory().numTensors;
  await expect(adaptModel(source, ['one'])).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  await expect(adaptModel(source, ['one', 'two'], { freeze: 9 })).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    details: { option: 'freeze' },
  });
  expect(tf.memory().numTensors).toBe(tensors);
  source.dispose();
  await expect(adaptModel(source, ['one', 'two'])).rejects.toMatchObject({ code: 'DISPOSED' });
});
