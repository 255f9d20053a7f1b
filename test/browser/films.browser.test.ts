import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Classifier,
  type ClassifyVideoOptions,
  createClassifier,
  createSyntheticFilm,
  type FilmDecoding,
  isFerError,
  type VideoFrameResult,
  type VideoSource,
} from '@ferkit/core';
import { createWorkerClassifier } from '@ferkit/core/worker';
import pattern from '../fixtures/films/pattern.webm?url';
import { makeSilence } from '../../stories/fixtures/timelines';
import { encodeFilm } from './support/encodeFilm';
import { saveSmallFaceModel } from './support/saveSmallFaceModel';

const startWorker = (): Worker =>
  new Worker(new URL('./support/ferkit.worker.ts', import.meta.url), { type: 'module' });
const startDecodingWorker = (): Worker =>
  new Worker(new URL('./support/decoding.worker.ts', import.meta.url), { type: 'module' });
const decoder: ClassifyVideoOptions['decoder'] = () => import('mediabunny');

let film: Blob;
let classifiers: Readonly<Record<string, Classifier>>;
beforeAll(async () => {
  film = await (await fetch(pattern)).blob();
  const options = { model: await saveSmallFaceModel(), backend: 'cpu', faces: false } as const;
  classifiers = {
    page: await createClassifier(options),
    worker: await createWorkerClassifier({ ...options, worker: startWorker() }),
    'decoding worker': await createWorkerClassifier({ ...options, worker: startDecodingWorker() }),
  };
});
afterAll(() => Object.values(classifiers).forEach((classifier) => classifier.dispose()));

async function collect(by: string, source: VideoSource, options: ClassifyVideoOptions): Promise<VideoFrameResult[]> {
  const results: VideoFrameResult[] = [];
  for await (const result of classifiers[by]!.classifyVideo(source, options)) results.push(result);
  return results;
}

/** Two decoders of the same pictures differ by rounding. */
const scoresOf = (results: readonly VideoFrameResult[]): number[] =>
  results.map(({ faces }) => faces[0]!.scores[0]!.score);

describe.each(['page', 'worker', 'decoding worker'])('a film, classified by a classifier of the %s', (by) => {
  test.each([
    ['WebCodecs', { decoder }],
    ['a video element', {}],
  ])('is decoded by %s', async (_, options) => {
    const told: (number | undefined)[] = [];
    const results = await collect(by, film, { ...options, onProgress: ({ share }) => told.push(share) });
    expect(results.map(({ time }) => Number(time.toFixed(3)))).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8]);
    expect(results[0]!.faces[0]).toMatchObject({ track: 1, box: { x: 0, y: 0, width: 64, height: 48 } });
    expect(told.at(-1)).toBeCloseTo(0.9, 1);
    const part = await collect(by, new File([film], 'a.webm'), { ...options, from: 1, to: 1.5, fps: 10 });
    expect(part).toHaveLength(5);
    for (const source of [pattern, film.stream()]) {
      expect(await collect(by, source, { ...options, fps: 1 })).toHaveLength(2);
    }
  });

  test('that is none is refused, with and without a decoder', async () => {
    for (const options of [{ decoder }, {}]) {
      const error: unknown = await collect(by, new Blob(['no film at all']), options).catch(
        (reason: unknown) => reason,
      );
      expect(isFerError(error, 'VIDEO_UNREADABLE') && error.details.reason).toMatch(/format|codec/);
    }
  });

  test('is left at once after an abort', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const onProgress = ({ frames }: { readonly frames: number }): void => {
      if (frames === 2) controller.abort(reason);
    };
    const options = { decoder, signal: controller.signal, onProgress };
    expect(await collect(by, film, options).catch((error: unknown) => error)).toBe(reason);
  });
});

test.each([
  ['page', { decoder }, 'page'],
  ['page', {}, 'element'],
  ['worker', { decoder }, 'page'],
  ['worker', {}, 'element'],
  ['decoding worker', {}, 'worker'],
])('the progress of a classifier of the %s tells the decoder, with %o: %s', async (by, options, expected) => {
  const told = new Set<FilmDecoding>();
  await collect(by, film, { ...options, fps: 1, onProgress: (progress) => void told.add(progress.decoder) });
  expect([...told]).toEqual([expected]);
});

test('both decoders show the same pictures', async () => {
  const [fast, slow] = [await collect('page', film, { decoder }), await collect('page', film, {})];
  scoresOf(fast).forEach((score, frame) => expect(score).toBeCloseTo(scoresOf(slow)[frame]!, 1));
});

describe.each([
  ['WebCodecs', { decoder }],
  ['a video element', {}],
])('decoded by %s', (_, options) => {
  test('a film of a phone is upright', async () => {
    const actor = {
      seed: 2,
      moods: [{ time: -1, expression: 'happy' }],
      places: [{ time: 0, x: 48, y: 48, size: 40 }],
    } as const;
    const drawn = createSyntheticFilm({ width: 128, height: 96, fps: 5, seconds: 1, actors: [actor] });
    const turned = await encodeFilm(drawn, { fps: 5, rotation: 90, name: 'turned.mp4' });
    const results = await collect('page', turned, options);
    expect(results).toHaveLength(5);
    expect(results[0]!.faces[0]!.box).toEqual({ x: 0, y: 0, width: 96, height: 128 });
  });

  test('sound without pictures is named so', async () => {
    const error: unknown = await collect('page', makeSilence(1), options).catch((reason: unknown) => reason);
    expect(isFerError(error, 'VIDEO_UNREADABLE') && error.details.reason).toBe('noVideo');
  });
});
