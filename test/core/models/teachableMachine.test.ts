import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { createRandom } from '@ferkit/core/datasets';
import { createClassifier, type LoadEvent, loadModel, selectBackend } from '@ferkit/core';
import { importModel } from '@ferkit/core/exchange';
import { encodePng } from '../datasets/support/encodePng';
import { useTemporaryFolder } from '../datasets/support/temporaryFolder';
import { main } from '#core/cli/main';
import { createTestHost } from '../cli/support/createTestHost';
import { createExport, metadataOf } from './support/teachableMachine';

const folder = useTemporaryFolder();
const SIDE = 96;
const labels = ['Class 1', 'smile', 'no face'];
const random = createRandom(8);

/** Blurred noise, of another tint each. */
function draw<Count extends 1 | 3>(channels: Count) {
  const tint = [0, 1, 2].map(() => 60 + 180 * random.next());
  const pixels = Uint8Array.from({ length: SIDE * SIDE * channels }, (_, at) => tint[at % channels]! * random.next());
  return { pixels, width: SIDE, height: SIDE, channels };
}

test.each([
  [3, {}],
  [1, { grayscale: true }],
] as const)('an export of %i channels is loaded with its labels, size and scaling', async (channels, more) => {
  await selectBackend('wasm');
  const metadata = metadataOf(labels, { imageSize: SIDE, ...more });
  const made = await createExport(labels, SIDE, channels, metadata);
  const path = await folder.write(`export${channels}`, made.files);
  const before = tf.memory().numTensors;
  const events: LoadEvent[] = [];
  const model = await loadModel(path, { backend: 'wasm', onProgress: (event) => void events.push(event) });
  const facts = {
    labels,
    input: { width: SIDE, height: SIDE, channels },
    preprocessing: { gray: 'rec601', resize: 'area', mean: 0.5, std: 0.5 },
  };
  expect(model.metadata).toMatchObject(facts);
  expect(events[0]).toEqual({ type: 'assumed', from: 'Teachable Machine', ...facts });

  const images = Array.from({ length: 20 }, () => draw(channels));
  const scores = await model.predict(images);
  const imported = await importModel(path, { backend: 'wasm' });
  expect(imported.metadata).toMatchObject(facts);
  const flat = await imported.predict(images);
  const seen = new Set<number>();
  for (const [k, { pixels }] of images.entries()) {
    const theirs = await made.score(pixels);
    theirs.forEach((score, label) => {
      expect(Math.abs(scores[k]![label]! - score)).toBeLessThan(1e-5);
      expect(Math.abs(flat[k]![label]! - score)).toBeLessThan(1e-5);
    });
    seen.add(Math.round(1000 * theirs[0]!));
  }
  expect(seen.size).toBeGreaterThan(5);

  if (channels === 3) {
    const classifier = await createClassifier({ model, faces: false });
    const [face] = await classifier.classify(encodePng(images[0]!));
    for (const { label, score } of face!.scores) expect(score).toBeCloseTo(scores[0]![labels.indexOf(label)]!, 5);
    classifier.dispose();
  }
  const host = createTestHost();
  const picture = await folder.write(`pictures${channels}`, { '0.png': encodePng(images[0]!) });
  expect(await main(['predict', '--model', path, '--whole', '--backend', 'wasm', picture], host)).toBe(0);
  const colour = channels === 3 ? 'colour' : 'grey';
  expect(host.written.error).toContain(
    `An export of Teachable Machine: labels Class 1, smile, no face; 96 x 96 pixels in ${colour}, assumed to be scaled to -1..1.`,
  );
  model.dispose();
  imported.dispose();
  expect(tf.memory().numTensors).toBe(before);
  made.dispose();
});

const write = async (metadata: object | string): Promise<string> => {
  await selectBackend('wasm');
  const made = await createExport(labels, 32, 3, {});
  made.dispose();
  const text = typeof metadata === 'string' ? metadata : JSON.stringify(metadata);
  return folder.write('refused', { ...made.files, 'metadata.json': new TextEncoder().encode(text) });
};

test.each([
  ['of sounds', metadataOf(labels, { packageName: '@teachablemachine/audio' }), 'packageName'],
  ['of fewer labels', metadataOf(['a', 'b'], { imageSize: 32 }), 'labels'],
  ['of one label', metadataOf(['a'], { imageSize: 32 }), 'labels'],
  ['of another size', metadataOf(labels, { imageSize: 64 }), 'input'],
  ['of no size', metadataOf(labels, { imageSize: 'large' }), 'input'],
  ['of grey images for a network of colour', metadataOf(labels, { imageSize: 32, grayscale: true }), 'input'],
  ['of a colour of another type', metadataOf(labels, { imageSize: 32, grayscale: 'no' }), 'grayscale'],
  ['of another tool', { labels, imageSize: 32 }, 'labels'],
])('an export %s is refused', async (_, metadata, field) => {
  const path = await write(metadata);
  const before = tf.memory().numTensors;
  await expect(loadModel(path, { backend: 'wasm' })).rejects.toMatchObject({
    code: 'MODEL_INCOMPATIBLE',
    details: { field },
  });
  expect(tf.memory().numTensors).toBe(before);
});

test('damaged metadata is an error, unless the caller tells the facts', async () => {
  const path = await write('{ "labels": [');
  await expect(loadModel(path, { backend: 'wasm' })).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
  const metadata = {
    labels,
    input: { width: 32, height: 32, channels: 3 },
    preprocessing: { gray: 'rec601', resize: 'area', mean: 0.5, std: 0.5 },
  } as const;
  const model = await loadModel(path, { backend: 'wasm', metadata });
  expect(model.metadata).toMatchObject({ ...metadata, architecture: { id: 'imported' } });
  model.dispose();
});
