import * as tf from '@tensorflow/tfjs';
import type { GrayImage } from '@ferkit/core/datasets';
import { describe, expect, test } from 'vitest';
import { createModel, type FerModel } from '@ferkit/core';
import { createTinyModel, readWeights } from '../support/tinyNet';
import { testBackend } from '../support/testBackend';

const six = ['angry', 'fear', 'happy', 'sad', 'surprise', 'neutral'];

describe('the built-in networks', () => {
  test('bst261 is the course project to the parameter: 779,718 at six labels, 0.3 GFLOP forward', async () => {
    const model = await createModel({ architecture: 'bst261', labels: six, backend: testBackend });
    const convolutions = [
      [48, 1, 32],
      [48, 32, 32],
      [48, 32, 32],
      [24, 32, 64],
      [24, 64, 64],
      [24, 64, 64],
      [12, 64, 128],
      [12, 128, 128],
      [12, 128, 128],
    ].reduce((sum, [side, from, to]) => sum + 2 * side! ** 2 * 9 * from! * to!, 0);
    const dense = 2 * (6 * 6 * 128 * 64 + 64 * 64 + 64 * 6);
    expect(model.cost).toEqual({ parameters: 779_718, trainableParameters: 779_718, flops: convolutions + dense });
    expect(model.metadata.preprocessing).toMatchObject({ mean: 0, std: 1 });
    model.dispose();
  });

  test('mini-xception has the 58,423 parameters that its authors published', async () => {
    const model = await createModel({ architecture: 'mini-xception', backend: testBackend });
    expect(model.cost.parameters).toBe(58_423);
    model.dispose();
  });

  test('every network takes its options and scores to one', async () => {
    for (const choice of [
      { architecture: 'fer-cnn', options: { stem: 4, widths: [4, 8], squeezeExcite: false, dropout: 0 } },
      { architecture: 'mini-xception', options: { filters: [4, 8] } },
      { architecture: 'fer-resnet', options: { stem: 4, blocks: 2, dropout: 0 } },
      { architecture: 'bst261', options: { denseUnits: 8, filters: [4, 4, 4] } },
    ] as const) {
      const model = await createModel({ ...choice, backend: testBackend } as never);
      const [scores] = await model.predict([{ pixels: new Uint8Array(48 * 48).fill(99), width: 48, height: 48 }]);
      expect(scores).toHaveLength(7);
      expect(scores!.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 5);
      expect(model.metadata.architecture.id).toBe(choice.architecture);
      expect(model.metadata.architecture.options).toMatchObject(choice.options);
      model.dispose();
    }
  });
});

describe('createModel', () => {
  test('gives the same weights for a seed and others for another', async () => {
    const models = [];
    for (const seed of [3, 3, 4])
      models.push(await createModel({ seed, backend: testBackend, options: { widths: [8] } }));
    const [first, again, other] = await Promise.all(models.map(readWeights));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    for (const model of models) model.dispose();
  });

  test('takes a network of the user', async () => {
    const model = await createTinyModel({ labels: ['smile', 'none'] });
    expect(model.labels).toEqual(['smile', 'none']);
    expect(model.layers.outputs[0]!.shape).toEqual([null, 2]);
    expect(model.backend.name).toBe(testBackend);
    model.dispose();
  });

  test.each([
    [{ architecture: 'resnet' }, 'architecture', /fer-cnn, bst261, mini-xception, fer-resnet/],
    [{ architecture: 'constructor' }, 'architecture', /fer-cnn/],
    [{ labels: ['one'] }, 'labels', /received one label\./],
    [{ labels: ['a', 'b', 'a'] }, 'labels', /"a" twice/],
    [{ labels: ['a', ''] }, 'labels', /an empty label/],
    [{ input: { width: 47.5, height: 48 } }, 'input.width', /47.5/],
    [{ backend: 'tpu' }, 'backend', /"tpu"/],
    [{ options: { steam: 4 } }, 'options.steam', /Did you mean "options.stem"/],
  ])('refuses %j', async (options, option, message) => {
    const tensors = tf.memory().numTensors;
    await expect(createModel(options as never)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option },
      message: expect.stringMatching(message) as string,
    });
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test('frees everything when disposed, and says so when used after', async () => {
    const tensors = tf.memory().numTensors;
    const model = await createTinyModel();
    await model.predict([{ pixels: new Uint8Array(256), width: 16, height: 16 }]);
    model.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
    await expect(model.predict([{ pixels: new Uint8Array(256), width: 16, height: 16 }])).rejects.toMatchObject({
      code: 'DISPOSED',
    });
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

describe('predict', () => {
  test('does not depend on the batch size', async () => {
    const model = await createTinyModel();
    const images = Array.from({ length: 7 }, (_, index) => ({
      pixels: Uint8Array.from({ length: 256 }, (__, pixel) => (pixel * (index + 3)) % 256),
      width: 16,
      height: 16,
    }));
    const together = await model.predict(images);
    const alone = await model.predict(images, { batchSize: 1 });
    together.forEach((scores, index) => {
      scores.forEach((score, label) => expect(score).toBeCloseTo(alone[index]![label]!, 6));
    });
    await expect(model.predict(images, { batchSize: 0 })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    model.dispose();
  });

  describe('of several views', () => {
    const picture = (value: (x: number, y: number) => number): GrayImage => ({
      pixels: Uint8Array.from({ length: 256 }, (_, pixel) => value(pixel % 16, pixel >> 4)),
      width: 16,
      height: 16,
    });
    const ramp = (x: number, y: number): number => x * 11 + y * 5;
    const clamp = (place: number): number => Math.min(15, Math.max(0, place));
    const meanOf = (rows: readonly Float32Array[]): number[] =>
      Array.from(rows[0]!, (_, label) => rows.reduce((sum, row) => sum + row[label]! / rows.length, 0));

    test('averages the scores of what they show', async () => {
      const model = await createTinyModel();
      const mirrored = (x: number): number => 15 - x;
      const shifts = [[0, 0], ...[-1, 1].flatMap((x) => [-1, 1].map((y) => [x, y]))] as [number, number][];
      const shown = shifts.flatMap(([right, down]) => [
        picture((x, y) => ramp(clamp(x - right), clamp(y - down))),
        picture((x, y) => ramp(mirrored(clamp(x - right)), clamp(y - down))),
      ]);
      const each = await model.predict(shown);
      const plain = picture((x, y) => 255 - ramp(x, y));
      const [ofTwo, other] = await model.predict([picture(ramp), plain], { views: 2 });
      const [ofTen] = await model.predict([picture(ramp)], { views: 10 });
      meanOf(each.slice(0, 2)).forEach((score, label) => expect(ofTwo![label]).toBeCloseTo(score, 6));
      meanOf(each).forEach((score, label) => expect(ofTen![label]).toBeCloseTo(score, 6));
      expect(other).not.toEqual(ofTwo);
      model.dispose();
    });

    test('refuses another number of them', async () => {
      const model = await createTinyModel();
      await expect(model.predict([picture(ramp)], { views: 3 as 2 })).rejects.toMatchObject({
        code: 'OPTION_INVALID',
        details: { option: 'views', received: '3' },
      });
      model.dispose();
    });
  });

  test('stops at an abort with the reason as it is', async () => {
    const model = await createTinyModel();
    const tensors = tf.memory().numTensors;
    const controller = new AbortController();
    const images = Array.from({ length: 5000 }, () => ({ pixels: new Uint8Array(256), width: 16, height: 16 }));
    const scores = model.predict(images, { batchSize: 1, signal: controller.signal });
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 5);
    await expect(scores).rejects.toBe(reason);
    expect(tf.memory().numTensors).toBe(tensors);
    model.dispose();
  });

  test('a temperature softens the scores as dividing the logits does', async () => {
    const model = await createTinyModel();
    const images = [{ pixels: Uint8Array.from({ length: 256 }, (_, pixel) => pixel), width: 16, height: 16 }];
    const [plain] = await model.predict(images);
    const [softened] = await model.predict(images, { temperature: 2 });
    const roots = plain!.map(Math.sqrt);
    const sum = roots.reduce((total, root) => total + root, 0);
    softened!.forEach((score, label) => expect(score).toBeCloseTo(roots[label]! / sum, 6));
    model.annotate({ temperature: 2 });
    expect(await model.predict(images)).toEqual([softened]);
    model.dispose();
  });

  test('is disposed of at the end of a block by using', async () => {
    const tensors = tf.memory().numTensors;
    let used: FerModel;
    {
      using model = await createTinyModel();
      used = model;
      await model.predict([{ pixels: new Uint8Array(256), width: 16, height: 16 }]);
      expect(model.disposed).toBe(false);
    }
    expect(used.disposed).toBe(true);
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
