import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GrayImage } from '@ferkit/core/datasets';
import { type Classification, type Classifier, createClassifier, type FerModel } from '@ferkit/core';
import { createTinyModel } from '../support/tinyNet';
import { drawPattern } from './drawPattern';

let model: FerModel;
let classifier: Classifier;
let tensors: number;

beforeEach(async () => {
  model = await createTinyModel();
  classifier = await createClassifier({ model, faces: false });
  tensors = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensors);
  classifier.dispose();
  model.dispose();
});

const frames = [drawPattern(16, 1), drawPattern(16, 2), drawPattern(16, 3)];
const scoresOf = ([face]: readonly Classification[]): Record<string, number> =>
  Object.fromEntries(face!.scores.map(({ label, score }) => [label, score]));
const collect = async (
  source: Parameters<Classifier['classifyStream']>[0],
  options?: Parameters<Classifier['classifyStream']>[1],
): Promise<Record<string, number>[]> => {
  const results: Record<string, number>[] = [];
  for await (const faces of classifier.classifyStream(source, options)) results.push(scoresOf(faces));
  return results;
};

describe('a stream of frames', () => {
  test('gives each frame the scores that it gets alone if nothing is smoothed', async () => {
    const alone = await classifier.classifyBatch(frames);
    const streamed = await collect(frames);
    expect(streamed).toHaveLength(3);
    streamed.forEach((scores, frame) => {
      for (const [label, score] of Object.entries(scoresOf(alone[frame]!))) expect(scores[label]).toBeCloseTo(score, 5);
    });
  });

  test('smooths scores exponentially, by the given weight of the previous frames', async () => {
    const raw = await collect(frames);
    const smoothed = await collect(frames, { smoothing: 0.75 });
    let expected = raw[0]!;
    for (const [frame, scores] of smoothed.entries()) {
      if (frame > 0) {
        const next = raw[frame]!;
        const before = expected;
        expected = Object.fromEntries(
          Object.keys(next).map((label) => [label, 0.75 * before[label]! + 0.25 * next[label]!]),
        );
      }
      for (const [label, score] of Object.entries(expected)) expect(scores[label]).toBeCloseTo(score, 5);
      expect(Object.values(scores).reduce((sum, score) => sum + score)).toBeCloseTo(1, 5);
    }
  });

  test('requests a frame only after the previous one is classified, so that none queue up', async () => {
    const order: string[] = [];
    async function* camera(): AsyncGenerator<GrayImage> {
      for (const [index, frame] of frames.entries()) {
        order.push(`frame ${index}`);
        yield await Promise.resolve(frame);
      }
    }
    for await (const faces of classifier.classifyStream(camera())) order.push(`result of ${faces.length}`);
    expect(order).toEqual(['frame 0', 'result of 1', 'frame 1', 'result of 1', 'frame 2', 'result of 1']);
  });

  test('ends the iteration of frames when the caller leaves the loop', async () => {
    let released = false;
    function* camera(): Generator<GrayImage> {
      try {
        for (;;) yield frames[0]!;
      } finally {
        released = true;
      }
    }
    for await (const faces of classifier.classifyStream(camera())) if (faces.length > 0) break;
    expect(released).toBe(true);
  });

  test('rejects with the reason of its signal', async () => {
    const stop = new AbortController();
    const reason = new Error('camera off');
    let answered = 0;
    const listening = (async () => {
      for await (const faces of classifier.classifyStream(frames, { signal: stop.signal })) {
        answered += faces.length;
        stop.abort(reason);
      }
    })();
    await expect(listening).rejects.toBe(reason);
    expect(answered).toBe(1);
  });

  test.each([-0.1, 1, NaN])('refuses to smooth by %s', async (smoothing) => {
    await expect(collect(frames, { smoothing })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option: 'smoothing' },
    });
  });
});
