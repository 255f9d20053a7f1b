import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Classifier,
  type ClassifyVideoOptions,
  createClassifier,
  type FerModel,
  isFerError,
  type VideoFrameInput,
  type VideoFrameResult,
  type VideoProgress,
  type VideoSource,
} from '@ferkit/core';
import { createTinyModel } from '../support/tinyNet';
import { drawPattern } from './drawPattern';
import { hasFfmpeg, makeFilm } from './findFfmpeg';

let model: FerModel;
let classifier: Classifier;
beforeAll(async () => {
  model = await createTinyModel();
  classifier = await createClassifier({ model, faces: false });
});
afterAll(() => {
  classifier.dispose();
  model.dispose();
});

async function collect(
  source: VideoSource,
  options?: ClassifyVideoOptions,
  by = classifier,
): Promise<VideoFrameResult[]> {
  const results: VideoFrameResult[] = [];
  for await (const result of by.classifyVideo(source, options)) results.push(result);
  return results;
}
const timesOf = (results: readonly VideoFrameResult[]): number[] => results.map(({ time }) => Number(time.toFixed(3)));
const errorOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => error,
  );

/** Ten frames a second. */
const frames = (count: number): VideoFrameInput[] =>
  Array.from({ length: count }, (_, index) => ({ time: index / 10, image: drawPattern(16, index % 3) }));

describe('ready frames', () => {
  test('are all classified, at their times', async () => {
    const results = await collect(frames(4));
    expect(timesOf(results)).toEqual([0, 0.1, 0.2, 0.3]);
    for (const { faces } of results) {
      expect(faces).toHaveLength(1);
      expect(faces[0]).toMatchObject({ track: 1, box: { x: 0, y: 0, width: 16, height: 16 } });
    }
  });

  test('are selected by period and rate', async () => {
    expect(timesOf(await collect(frames(20), { fps: 5, from: 0.4, to: 1.2 }))).toEqual([0.4, 0.6, 0.8, 1]);
    expect(timesOf(await collect(frames(5), { fps: 30 }))).toEqual([0, 0.1, 0.2, 0.3, 0.4]);
    const uneven = [0, 0.19, 0.21, 0.6, 0.61].map((time) => ({ time, image: drawPattern(16, 1) }));
    expect(timesOf(await collect(uneven, { fps: 5 }))).toEqual([0, 0.21, 0.6]);
  });

  test('come from any iterable, one at a time', async () => {
    let asked = 0;
    async function* slow(): AsyncGenerator<VideoFrameInput> {
      for (const frame of frames(50)) {
        asked++;
        yield Promise.resolve(frame);
      }
    }
    for await (const { time } of classifier.classifyVideo(slow())) if (time > 0.25) break;
    expect(asked).toBeLessThanOrEqual(5);
    const stream = new ReadableStream({
      start: (controller) => {
        frames(3).forEach((frame) => controller.enqueue(frame));
        controller.close();
      },
    });
    expect(await collect(stream)).toHaveLength(3);
  });

  test('are smoothed by their times, whatever their rate', async () => {
    // Two pictures, one after another: half a time constant after the change, 1 - exp(-0.5) of it has arrived.
    const [before, after] = [drawPattern(16, 1), drawPattern(16, 2)];
    const scoreAt = async (times: readonly number[], options: ClassifyVideoOptions): Promise<Float64Array> => {
      const film = times.map((time) => ({ time, image: time < 1 ? before : after }));
      const last = (await collect(film, options)).at(-1)!;
      const byLabel = new Map(last.faces[0]!.scores.map(({ label, score }) => [label, score]));
      return Float64Array.from(classifier.metadata.labels, (label) => byLabel.get(label)!);
    };
    const start = await scoreAt([0.9], { smoothing: 0 });
    const end = await scoreAt([1], { smoothing: 0 });
    const share = 1 - Math.exp(-0.5);
    for (const rate of [4, 10, 40]) {
      const times = Array.from({ length: 40 }, (_, k) => 1 - 1 / rate - k / 40)
        .filter((time) => time > 0)
        .reverse();
      const steps = Array.from({ length: rate / 2 }, (_, k) => 1 - 1 / rate + (k + 1) / rate);
      const scores = await scoreAt([...times, ...steps], { smoothing: 1 });
      const expected = start.map((score, index) => score + share * (end[index]! - score));
      scores.forEach((score, index) => expect(score).toBeCloseTo(expected[index]!, 4));
    }
  });

  test('tell their progress, with a share where the end is known', async () => {
    const told: VideoProgress[] = [];
    await collect(frames(3), { to: 0.4, onProgress: (progress) => told.push(progress) });
    expect(told.map((progress) => progress.frames)).toEqual([1, 2, 3]);
    expect(told.at(-1)).toEqual({ decoder: 'none', frames: 3, time: 0.2, end: 0.4, share: 0.5 });
  });

  test.each([
    ['text that is no frame', ['film']],
    ['an image without a time', [{ image: drawPattern(16, 1) }]],
    ['time that stands still', [...frames(2), ...frames(1)]],
  ])('%s is refused', async (_, source) => {
    const error = await errorOf(collect(source as VideoFrameInput[]));
    expect(isFerError(error, 'OPTION_INVALID') && error.details.option).toBe('source');
  });

  test('options that contradict each other are refused', async () => {
    const error = await errorOf(collect(frames(2), { from: 2, to: 1 }));
    expect(isFerError(error, 'OPTION_INVALID') && error.details.option).toBe('to');
  });
});

describe.skipIf(!hasFfmpeg())('a film', () => {
  let folder: string;
  let film: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ferkit-film-'));
    film = join(folder, 'film.mp4');
    makeFilm('-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=30:duration=2', '-pix_fmt', 'yuv420p', film);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const place = (name: string): string => join(folder, name);

  test('is classified five times a second', async () => {
    const told: VideoProgress[] = [];
    const results = await collect(film, { onProgress: (progress) => told.push(progress) });
    expect(timesOf(results)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8]);
    expect(results[0]!.faces[0]!.box).toEqual({ x: 0, y: 0, width: 64, height: 48 });
    expect(told.at(-1)).toMatchObject({ frames: 10, end: 2, share: 0.9 });
  });

  test('is classified in a part, at its own times', async () => {
    expect(timesOf(await collect(film, { fps: 10, from: 0.5, to: 0.9 }))).toEqual([0.5, 0.6, 0.7, 0.8]);
    const error = await errorOf(collect(film, { from: 7 }));
    expect(isFerError(error, 'OPTION_INVALID') && error.details.option).toBe('from');
  });

  test('comes as a path, a file, bytes or a stream', async () => {
    const bytes = readFileSync(film);
    const sources = [new Blob([bytes]), new File([bytes], 'film.mp4'), new Uint8Array(bytes), Readable.from([bytes])];
    for (const source of sources) expect(await collect(source, { fps: 1 })).toHaveLength(2);
  });

  test('comes from an address, and is named by it where it is absent', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/film.mp4') response.end(readFileSync(film));
      else response.writeHead(404).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      for (const source of [`${origin}/film.mp4`, new URL(`${origin}/film.mp4`)]) {
        expect(await collect(source, { fps: 1 })).toHaveLength(2);
      }
      const error = await errorOf(collect(`${origin}/absent.mp4`, { fps: 1 }));
      expect(isFerError(error, 'SOURCE_UNREADABLE') && error.details.source).toBe(`${origin}/absent.mp4`);
    } finally {
      server.close();
    }
  });

  test('of a phone is upright', async () => {
    // The display matrix of a quarter turn, in the header of the track: 40 bytes after its name.
    const turned = readFileSync(film);
    const matrix = [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000];
    matrix.forEach((value, index) => turned.writeInt32BE(value, turned.indexOf('tkhd') + 44 + 4 * index));
    writeFileSync(place('turned.mp4'), turned);
    const [first] = await collect(place('turned.mp4'), { fps: 1 });
    expect(first!.faces[0]!.box).toEqual({ x: 0, y: 0, width: 48, height: 64 });
  });

  test('with oblong pixels has square ones', async () => {
    makeFilm('-i', film, '-vf', 'setsar=2/1', place('oblong.mp4'));
    const [first] = await collect(place('oblong.mp4'), { fps: 1 });
    expect(first!.faces[0]!.box).toEqual({ x: 0, y: 0, width: 128, height: 48 });
  });

  test('with a frame rate that varies has the picture on display at each tick', async () => {
    // A white picture for 0.55 s, then a black one for 1.2 s.
    writeFileSync(
      place('list.txt'),
      'ffconcat version 1.0\nfile white.png\nduration 0.55\nfile black.png\nduration 1.2\nfile black.png\n',
    );
    for (const color of ['white', 'black']) {
      makeFilm('-f', 'lavfi', '-i', `color=${color}:size=64x48`, '-frames:v', '1', place(`${color}.png`));
    }
    makeFilm('-f', 'concat', '-i', place('list.txt'), '-fps_mode', 'vfr', '-pix_fmt', 'yuv420p', place('varied.mp4'));
    const results = await collect(place('varied.mp4'), { smoothing: 0, hysteresis: 0 });
    const firstScores = results.map(({ faces }) => faces[0]!.scores[0]!.score.toFixed(4));
    expect(new Set(firstScores.slice(0, 3)).size).toBe(1);
    expect(new Set(firstScores.slice(3)).size).toBe(1);
    expect(firstScores[3]).not.toBe(firstScores[2]);
    expect(results.length).toBeGreaterThanOrEqual(8);
  });

  test('that breaks off gives all frames before, and then says so', async () => {
    makeFilm('-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=30:duration=9', '-pix_fmt', 'yuv420p', place('whole.mp4'));
    makeFilm('-i', place('whole.mp4'), '-c', 'copy', '-movflags', 'faststart', place('cut.mp4'));
    truncateSync(place('cut.mp4'), Math.floor(readFileSync(place('cut.mp4')).length * 0.6));
    const results: VideoFrameResult[] = [];
    const error = await errorOf(
      (async () => {
        for await (const result of classifier.classifyVideo(place('cut.mp4'))) results.push(result);
      })(),
    );
    expect(results.length).toBeGreaterThan(5);
    expect(isFerError(error, 'VIDEO_UNREADABLE') && error.details).toMatchObject({ reason: 'broken' });
    const told: unknown[] = [];
    const again = await collect(place('cut.mp4'), { onBroken: (broken) => told.push(broken.details.time) });
    expect(again).toHaveLength(results.length);
    expect(told).toEqual([isFerError(error, 'VIDEO_UNREADABLE') && error.details.time]);
  });

  test('without pictures, or that is none, is named so', async () => {
    makeFilm('-f', 'lavfi', '-i', 'sine=duration=1', place('sound.wav'));
    writeFileSync(place('text.mp4'), 'no film at all');
    writeFileSync(place('empty.mp4'), '');
    const reasons = { 'sound.wav': 'noVideo', 'text.mp4': 'format', 'empty.mp4': 'format' };
    for (const [name, reason] of Object.entries(reasons)) {
      const error = await errorOf(collect(place(name)));
      expect(isFerError(error, 'VIDEO_UNREADABLE') && error.details.reason).toBe(reason);
    }
    for (const name of ['absent.mp4', '.']) {
      expect(isFerError(await errorOf(collect(place(name))), 'SOURCE_UNREADABLE')).toBe(true);
    }
  });

  test('is left at once: an abort or a break ends ffmpeg', async () => {
    const running = (): number =>
      spawnSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
        .stdout.split('\n')
        .filter((line) => line.startsWith('ffmpeg')).length;
    makeFilm('-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=30:duration=60', '-pix_fmt', 'yuv420p', place('long.mp4'));
    for await (const _ of classifier.classifyVideo(place('long.mp4'))) {
      expect(running()).toBe(1);
      break;
    }
    expect(running()).toBe(0);
    const controller = new AbortController();
    const reason = new Error('enough');
    const work = collect(place('long.mp4'), {
      signal: controller.signal,
      onProgress: ({ frames: count }) => count === 3 && controller.abort(reason),
    });
    expect(await errorOf(work)).toBe(reason);
    expect(running()).toBe(0);
  });
});

test('without ffmpeg, the error tells how to get it', async () => {
  const path = process.env.PATH;
  process.env.PATH = '';
  try {
    const error = await errorOf(collect(join(import.meta.dirname, 'classifyVideo.test.ts')));
    expect(isFerError(error, 'PEER_MISSING') && error.details.package).toBe('ffmpeg');
    expect((error as Error).message).toMatch(/install ffmpeg/);
  } finally {
    process.env.PATH = path;
  }
});
