import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClassifier, createSyntheticFaces, explain, FerModel, loadModel } from '@ferkit/core';
import { drawScene } from '../../../stories/fixtures/drawScene';
import { createTinyModel } from '../support/tinyNet';

describe('a network with one small receptive field', () => {
  // The score of `left` grows with the brightness of the square from (8, 16) to (16, 24), and with nothing else.
  let model: FerModel;
  beforeAll(async () => {
    const tiny = await createTinyModel({ labels: ['left', 'right'] });
    const image = tf.input({ shape: [48, 48, 1] });
    const seen = tf.layers
      .cropping2D({
        cropping: [
          [16, 24],
          [8, 32],
        ],
      })
      .apply(image);
    const pooled = tf.layers.globalAveragePooling2d({}).apply(seen);
    const head = tf.layers.dense({
      units: 2,
      activation: 'softmax',
      weights: [tf.tensor2d([[1, -1]]), tf.tensor1d([0, 0])],
    });
    const layers = tf.model({ inputs: image, outputs: head.apply(pooled) as tf.SymbolicTensor });
    const input = { ...tiny.metadata.input, width: 48, height: 48 };
    model = FerModel.create(layers, { ...tiny.metadata, input }, tiny.backend);
    tiny.dispose();
  });
  afterAll(() => model.dispose());

  const pixels = new Uint8Array(48 * 48).fill(60);
  for (let y = 16; y < 24; y++) pixels.fill(255, y * 48 + 8, y * 48 + 16);
  const face = { pixels, width: 48, height: 48 };

  test('is explained by that field, and by no pixel a patch away from it', async () => {
    const tensors = tf.memory().numTensors;
    const { label, score, width, height, influence } = await explain(model, face);
    expect([label, width, height, influence.length]).toEqual(['left', 48, 48, 48 * 48]);
    expect(score).toBeGreaterThan(0.5);
    const at = (x: number, y: number): number => influence[y * 48 + x]!;
    const strongest = Math.max(...influence);
    const place = influence.indexOf(strongest);
    expect([(place % 48) >> 3, Math.floor(place / 48) >> 3]).toEqual([1, 2]);
    // Its pixels share their influence, but engines that compute rows of a batch in groups differ in the last bit of some.
    expect(at(12, 20)).toBeCloseTo(strongest, 6);
    expect(at(12, 20)).toBeGreaterThan(0.05);
    for (const [x, y] of [
      [0, 0],
      [47, 47],
      [26, 20],
      [12, 34],
    ] as const) {
      expect(at(x, y)).toBeCloseTo(0, 6);
    }
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test('has the opposite influence on the other label', async () => {
    const [left, right] = [await explain(model, face), await explain(model, face, { label: 'right' })];
    expect(right.label).toBe('right');
    right.influence.forEach((value, pixel) => expect(value).toBeCloseTo(-left.influence[pixel]!, 5));
  });

  test('takes a face of any size', async () => {
    const big = { pixels: new Uint8Array(96 * 96), width: 96, height: 96 };
    for (let y = 0; y < 96; y++)
      for (let x = 0; x < 96; x++) big.pixels[y * 96 + x] = pixels[(y >> 1) * 48 + (x >> 1)]!;
    const strongest = async (image: typeof face): Promise<number> => {
      const { influence } = await explain(model, image);
      return influence.indexOf(Math.max(...influence));
    };
    expect(await strongest(big)).toBe(await strongest(face));
  });

  test('refuses invalid options, and can be aborted', async () => {
    for (const options of [{ label: 'up' }, { patch: 0 }, { patch: 49 }, { stride: 9 }, { stride: 1.5 }]) {
      await expect(explain(model, face, options)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    }
    await expect(explain(model, face, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('the bundled model depends on the middle of a face more than on its corners', async () => {
  const model = await loadModel();
  const { pixels } = createSyntheticFaces({ count: 7, seed: 3 }).image(1);
  const { influence, score } = await explain(model, { pixels, width: 48, height: 48 });
  expect(score).toBeCloseTo(Math.max(...(await model.predict([{ pixels, width: 48, height: 48 }]))[0]!), 5);
  const strength = (from: number, to: number): number => {
    let sum = 0;
    for (let y = from; y < to; y++) for (let x = from; x < to; x++) sum += Math.abs(influence[y * 48 + x]!);
    return sum / (to - from) ** 2;
  };
  expect(strength(12, 36)).toBeGreaterThan(strength(0, 6));
  model.dispose();
  await expect(explain(model, { pixels, width: 48, height: 48 })).rejects.toMatchObject({ code: 'DISPOSED' });
});

describe('a classifier', () => {
  test('explains each face of a photo, in the order of classify, at its own temperature or a given one', async () => {
    const model = await createTinyModel();
    const classifier = await createClassifier({ model, temperature: 0.5 });
    const tensors = tf.memory().numTensors;
    const photo = drawScene(480, 240, [
      { x: 120, y: 120, size: 160 },
      { x: 380, y: 130, size: 90, seed: 3 },
    ]);
    const [faces, explained] = [await classifier.classify(photo), await classifier.explain(photo, { stride: 8 })];
    expect(faces).toHaveLength(2);
    const told = ({ label, box, frame }: (typeof explained)[number] | (typeof faces)[number]): unknown => ({
      label,
      box,
      frame,
    });
    expect(explained.map(told)).toEqual(faces.map(told));
    // Engines round in another order where a batch has another size.
    explained.forEach(({ score }, place) => expect(score).toBeCloseTo(faces[place]!.score, 6));
    for (const { influence } of explained) expect(influence.some((value) => value !== 0)).toBe(true);
    // By the definition: half the temperature squares the scores, up to their sum.
    const [softer] = await classifier.explain(photo, { stride: 8, temperature: 1 });
    expect(softer!.score).toBeLessThan(explained[0]!.score);
    expect(tf.memory().numTensors).toBe(tensors);
    classifier.dispose();
    await expect(classifier.explain(photo)).rejects.toMatchObject({ code: 'DISPOSED' });
    model.dispose();
  });

  test('gives no explanation without a face', async () => {
    const model = await createTinyModel();
    const classifier = await createClassifier({ model });
    expect(await classifier.explain(drawScene(240, 160, []))).toEqual([]);
    classifier.dispose();
    model.dispose();
  });
});
