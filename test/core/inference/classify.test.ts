import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readGrayImage } from '@ferkit/core/datasets';
import { type Classifier, createClassifier, type FerModel } from '@ferkit/core';
import { createTinyModel } from '../support/tinyNet';
import { drawPattern } from './drawPattern';

let model: FerModel;
let classifier: Classifier;
let tensors: number;

beforeEach(async () => {
  model = await createTinyModel({ labels: ['angry', 'happy', 'sad', 'calm'] });
  classifier = await createClassifier({ model, faces: false });
  tensors = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensors);
  classifier.dispose();
  model.dispose();
});

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/images/${name}`, import.meta.url));

describe('one image', () => {
  test('gets a score for every label, the highest first, and a box of the whole image', async () => {
    const [face, ...others] = await classifier.classify(drawPattern(40, 1));
    expect(others).toEqual([]);
    const scores = face!.scores.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores.reduce((sum, score) => sum + score)).toBeCloseTo(1, 5);
    expect(face!.scores.map(({ label }) => label).sort()).toEqual(['angry', 'calm', 'happy', 'sad']);
    expect(face).toMatchObject({ label: face!.scores[0]!.label, score: scores[0], box: { x: 0, y: 0 } });
    expect(face!.box).toEqual({ x: 0, y: 0, width: 40, height: 40 });
    expect(face!.milliseconds).toBeGreaterThanOrEqual(0);
  });

  test('has the same scores as a path, a URL, bytes, a Blob, a stream and pixels', async () => {
    const { openAsBlob, createReadStream } = await import('node:fs');
    const path = fixture('gray.jpg');
    const blob = await openAsBlob(path);
    const inputs = [
      path,
      new URL(`file://${path}`),
      blob,
      new Uint8Array(await blob.arrayBuffer()),
      createReadStream(path),
      await readGrayImage(path),
    ];
    const answers = await Promise.all(inputs.map((input) => classifier.classify(input)));
    for (const answer of answers) expect(answer[0]!.scores).toEqual(answers[0]![0]!.scores);
  });

  test('that cannot be read is named in the error, and the classifier stays usable', async () => {
    await expect(classifier.classify(fixture('missing.png'))).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
    await expect(classifier.classify(fixture('make.py'))).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      details: { source: expect.stringContaining('make.py') as string },
    });
    await expect(classifier.classify({ pixels: new Uint8Array(7), width: 2, height: 2 })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option: 'image' },
    });
    expect(await classifier.classify(drawPattern(16, 1))).toHaveLength(1);
  });

  test('is not classified when the signal is aborted', async () => {
    const reason = new Error('enough');
    await expect(classifier.classify(drawPattern(16, 1), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('a batch', () => {
  test('gives each image the result that it gets alone, in order', async () => {
    const images = [3, 9, 27, 16].map((side, seed) => drawPattern(side, seed));
    const together = await classifier.classifyBatch(images);
    for (const [index, image] of images.entries()) {
      const [alone] = await classifier.classify(image);
      expect(together[index]).toHaveLength(1);
      expect(together[index]![0]!.box).toEqual(alone!.box);
      together[index]![0]!.scores.forEach(({ label, score }, rank) => {
        expect(label).toBe(alone!.scores[rank]!.label);
        expect(score).toBeCloseTo(alone!.scores[rank]!.score, 5);
      });
    }
  });

  test('of no images has no results', async () => {
    expect(await classifier.classifyBatch([])).toEqual([]);
  });

  test('skips images that cannot be read if there is an onUnreadable', async () => {
    const images = [drawPattern(16, 1), fixture('make.py'), 'missing.png', drawPattern(9, 2)];
    const unreadable: [number, string][] = [];
    const found = await classifier.classifyBatch(images, {
      onUnreadable: ({ code }, index) => unreadable.push([index, code]),
    });
    expect(unreadable).toEqual([
      [1, 'IMAGE_UNREADABLE'],
      [2, 'SOURCE_UNREADABLE'],
    ]);
    expect(found.map((faces) => faces.length)).toEqual([1, 0, 0, 1]);
    const [last] = await classifier.classify(images[3]!);
    expect(found[3]![0]!.score).toBeCloseTo(last!.score, 5);
  });

  test('does not skip invalid arguments', async () => {
    const call = classifier.classifyBatch([{ pixels: new Uint8Array(3), width: 2, height: 2 }], {
      onUnreadable: () => expect.unreachable(),
    });
    await expect(call).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });

  test('without onUnreadable fails with its first unreadable image and leaks nothing', async () => {
    const batch = classifier.classifyBatch([drawPattern(16, 1), fixture('make.py')]);
    await expect(batch).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
  });
});
