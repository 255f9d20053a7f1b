import { expect, it, vi } from 'vitest';
import {
  calibrate,
  createClassifier,
  createModel,
  cropFace,
  evaluate,
  explain,
  type FerModel,
  loadModel,
  saveModel,
  train,
} from '@ferkit/core';
import { exportModel, importModel } from '@ferkit/core/exchange';
import { createRandom, type Dataset, openDataset } from '@ferkit/core/datasets';
import { encodePng } from '../datasets/support/encodePng';
import { useTemporaryFolder } from '../datasets/support/temporaryFolder';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const folder = useTemporaryFolder();
const SIDE = 32;

/** Squares of one luma in noise: red and green differ in their colours only. */
function draw(label: 'red' | 'green', seed: number): Uint8Array {
  const random = createRandom(seed);
  const pixels = new Uint8Array(SIDE * SIDE * 3);
  for (let at = 0; at < pixels.length; at += 3) {
    const light = 0.8 + 0.4 * random.next();
    // 0.299 * 196 = 0.587 * 100
    if (label === 'red') pixels[at] = 196 * light;
    else pixels[at + 1] = 100 * light;
  }
  return encodePng({ pixels, width: SIDE, height: SIDE, channels: 3 });
}

async function write(): Promise<string> {
  const files: Record<string, Uint8Array> = {};
  for (const [label, first] of [
    ['red', 0],
    ['green', 500],
  ] as const) {
    for (let k = 0; k < 60; k++) files[`${k < 40 ? 'train' : 'test'}/${label}/${k}.png`] = draw(label, first + k);
  }
  return folder.write('colours', files);
}

const create = (channels: 1 | 3): Promise<FerModel> =>
  createModel({
    architecture: 'mini-xception',
    labels: ['green', 'red'],
    input: { width: SIDE, height: SIDE, channels },
    backend: 'wasm',
  });

const fit = (model: FerModel, dataset: Dataset) =>
  train(model, dataset.selectSplit('train'), { epochs: 6, batchSize: 16, learningRate: 0.01, validationShare: false });

it('learns colours of the same luma in three channels, which one channel cannot tell apart', async () => {
  const source = await write();
  const grey = await openDataset(source, { width: SIDE, height: SIDE });
  const colour = await openDataset(source, { width: SIDE, height: SIDE, channels: 3 });
  using blind = await create(1);
  await fit(blind, grey);
  expect((await evaluate(blind, grey.selectSplit('test'))).accuracy).toBeLessThan(0.75);
  using model = await create(3);
  await fit(model, colour);
  const test = colour.selectSplit('test');
  expect((await evaluate(model, test)).accuracy).toBeGreaterThan(0.97);
  expect((await evaluate(model, test, { views: 10 })).accuracy).toBeGreaterThan(0.97);
  await calibrate(model, test);

  // Kept in files of ferkit and of other libraries.
  await saveModel(model, folder.path('saved'));
  await exportModel(model, folder.path('colour.onnx'));
  using loaded = await loadModel(folder.path('saved'), { backend: 'wasm' });
  using imported = await importModel(folder.path('colour.onnx'), { backend: 'wasm' });
  const pictures = Array.from({ length: test.size }, (_, k) => test.image(k));
  const scores = await model.predictMatrix(pictures);
  expect(await loaded.predictMatrix(pictures)).toEqual(scores);
  const others = await imported.predictMatrix(pictures);
  expect(Math.max(...others.map((score, at) => Math.abs(score - scores[at]!)))).toBeLessThan(1e-5);
  expect(loaded.metadata).toEqual(model.metadata);
  expect(imported.metadata.input).toEqual({ width: SIDE, height: SIDE, channels: 3 });

  // Classified in colour: files, R G B and R G B A, at the size of the input and at others.
  const classifier = await createClassifier({ model: loaded, faces: false });
  for (const [label, k] of [
    ['red', 900],
    ['green', 901],
  ] as const) {
    expect((await classifier.classify(draw(label, k)))[0]).toMatchObject({ label });
  }
  const red = { pixels: new Uint8Array(80 * 80 * 4).map((_, at) => [196, 0, 0, 255][at % 4]!), width: 80, height: 80 };
  expect((await classifier.classify(red))[0]).toMatchObject({ label: 'red' });
  classifier.dispose();
  expect((await explain(loaded, pictures[0]!)).influence).toHaveLength(SIDE * SIDE);
});

it('refuses grey datasets for a network of colour, with the way out', async () => {
  const source = await write();
  const grey = await openDataset(source, { width: SIDE, height: SIDE });
  using model = await create(3);
  for (const call of [fit(model, grey), evaluate(model, grey)]) {
    await expect(call).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
      details: { field: 'input', next: expect.stringContaining('{ channels: 3 }') as string },
    });
  }
});

it('scores grey images three times, and colours as luma in a network of grey', async () => {
  using model = await create(3);
  const grey = Uint8Array.from({ length: SIDE * SIDE }, (_, at) => at % 256);
  const size = { width: SIDE, height: SIDE };
  const rgb = {
    ...size,
    channels: 3,
    pixels: Uint8Array.from({ length: 3 * grey.length }, (_, at) => grey[Math.floor(at / 3)]!),
  } as const;
  const [one, three] = await model.predict([{ ...size, pixels: grey }, rgb]);
  expect(one).toEqual(three);
  using flat = await create(1);
  const [first, second] = await flat.predict([{ ...size, pixels: grey }, rgb]);
  expect(first).toEqual(second);
  await expect(model.predict([{ ...size, pixels: rgb.pixels }])).rejects.toThrow('channels: 3');
});

it('crops faces in colour', () => {
  const [width, height] = [90, 70];
  const pixels = Uint8Array.from({ length: width * height * 4 }, (_, at) =>
    at % 4 === 3 ? 255 : (at * 7 + (at % 4) * 31) % 256,
  );
  for (const angle of [0, Math.PI / 2, 0.3]) {
    const frame = { center: { x: 50, y: 30 }, side: 44, angle };
    const crop = cropFace({ pixels, width, height }, frame, { width: 24, height: 24, channels: 3 });
    for (let channel = 0; channel < 3; channel++) {
      const plane = pixels.map((_, at) => (at % 4 === 3 ? 255 : pixels[at - (at % 4) + channel]!));
      const alone = cropFace({ pixels: plane, width, height }, frame, { width: 24, height: 24 });
      expect(Array.from(crop.pixels).filter((_, at) => at % 3 === channel)).toEqual(Array.from(alone.pixels));
    }
  }
});
