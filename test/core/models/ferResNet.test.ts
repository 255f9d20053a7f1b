import { expect, test, vi } from 'vitest';
import { createClassifier, createModel, createSyntheticFaces, evaluate, train } from '@ferkit/core';
import { openDataset } from '@ferkit/core/datasets';
import { encodePng } from '../datasets/support/encodePng';
import { useTemporaryFolder } from '../datasets/support/temporaryFolder';
import { testBackend } from '../support/testBackend';

vi.setConfig({ testTimeout: 240_000 });

const folder = useTemporaryFolder();
const SIDE = 96;
const faces = createSyntheticFaces({ count: 1050, size: SIDE, seed: 4 });

/** A drawn face as a colour image: of skin, or of a flush with the same luma. */
function paint(index: number, isFlushed: boolean): Uint8Array {
  const { pixels, width, height } = faces.image(index);
  // 0.299 R + 0.587 G + 0.114 B is 0.8 in both.
  const tint = isFlushed ? [1.15, 0.63, 0.756] : [0.95, 0.76, 0.613];
  const rgb = Uint8Array.from(
    { length: 3 * pixels.length },
    (_, at) => pixels[Math.floor(at / 3)]! * 0.8 * tint[at % 3]!,
  );
  return encodePng({ pixels: rgb, width, height, channels: 3 });
}

/** Faces by label: happy and surprised ones, which differ in shape, and flushed ones of both, which differ in colour. */
const pictures = (['happy', 'surprise'] as const).flatMap((expression) => {
  const indices = Array.from({ length: faces.size }, (_, k) => k).filter((k) => faces.label(k) === expression);
  return indices.map((index, k) => {
    const isFlushed = k % 3 === 0;
    return { label: isFlushed ? 'flushed' : expression, bytes: paint(index, isFlushed), isTest: k >= 105 };
  });
});

test('it learns shapes and colours of drawn faces, and classifies pictures in colour', async () => {
  const files = pictures.map(
    ({ label, bytes, isTest }, k) => [`${isTest ? 'test' : 'train'}/${label}/${k}.png`, bytes] as const,
  );
  const dataset = await openDataset(await folder.write('faces', Object.fromEntries(files)), {
    width: SIDE,
    height: SIDE,
    channels: 3,
  });
  const input = { width: SIDE, height: SIDE, channels: 3 } as const;
  using model = await createModel({
    architecture: 'fer-resnet',
    labels: dataset.labels,
    input,
    options: { stem: 8 },
    backend: 'wasm',
  });
  await train(model, dataset.selectSplit('train'), {
    epochs: 10,
    batchSize: 12,
    learningRate: 0.01,
    validationShare: false,
    augment: false,
  });
  const { accuracy } = await evaluate(model, dataset.selectSplit('test'));
  expect(accuracy).toBeGreaterThan(0.85);

  const classifier = await createClassifier({ model, faces: false });
  const tested = pictures.filter(({ isTest }) => isTest);
  let right = 0;
  for (const { bytes, label } of tested) {
    const [face] = await classifier.classify(bytes);
    if (face!.label === label) right++;
  }
  expect(right / tested.length).toBeCloseTo(accuracy, 1);
  classifier.dispose();
});

test.each([
  [32, 1, 3],
  [48, 1, 3],
  [96, 3, 4],
  [112, 3, 4],
  [224, 3, 5],
] as const)('at %i pixels and %i channels it halves the resolution %i times', async (side, channels, times) => {
  const input = { width: side, height: side, channels };
  using model = await createModel({ architecture: 'fer-resnet', input, backend: testBackend, options: { stem: 2 } });
  const last = model.layers.layers.findLast((layer) => layer.getClassName() === 'Add')!;
  expect(last.outputShape).toEqual([null, side / 2 ** times, side / 2 ** times, Math.min(2 ** times, 16)]);
  const pixels = Uint8Array.from({ length: side * side * channels }, (_, at) => (at * 7) % 256);
  const [scores] = await model.predict([{ pixels, width: side, height: side, channels }]);
  expect(scores!.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 5);
});
