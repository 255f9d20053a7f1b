import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Classifier,
  type ClassifyVideoOptions,
  createClassifier,
  createFaceDetector,
  createSyntheticFilm,
  type FaceDetector,
  FaceTracker,
  type SyntheticFilm,
  type SyntheticFilmOptions,
  Timeline,
} from '@ferkit/core';

let classifier: Classifier;
let detector: FaceDetector;
beforeAll(async () => {
  classifier = await createClassifier({ backend: 'wasm' });
  detector = await createFaceDetector({ backend: 'wasm' });
});
afterAll(() => {
  classifier.dispose();
  detector.dispose();
});

interface Place {
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}
const middleOf = ({ box }: Place): number => box.x + box.width / 2;

/** The actor at the place of a face; undefined where two are as near. */
function actorAt(film: SyntheticFilm, time: number, face: Place): number | undefined {
  const near = film
    .facesAt(time)
    .map((truth) => ({ actor: truth.actor, distance: Math.abs(middleOf(truth) - middleOf(face)) }))
    .sort((a, b) => a.distance - b.distance);
  if (near.length > 1 && near[1]!.distance - near[0]!.distance < 40) return undefined;
  return near[0]?.actor;
}

/** Two people who change sides, one behind the other, so that it is hidden for more than a second. */
const crossing = (seeds: readonly [number, number], fps: number): SyntheticFilmOptions => ({
  fps,
  seconds: 6,
  width: 480,
  height: 320,
  actors: [
    {
      seed: seeds[0],
      moods: [
        { time: -1, expression: 'happy' },
        { time: 2.5, expression: 'surprise' },
      ],
      places: [
        { time: 0.5, x: 120, y: 150, size: 130 },
        { time: 5.5, x: 360, y: 150, size: 130 },
      ],
    },
    {
      seed: seeds[1],
      moods: [{ time: -1, expression: 'angry' }],
      places: [
        { time: 0.5, x: 360, y: 160, size: 140 },
        { time: 5.5, x: 120, y: 160, size: 140 },
      ],
    },
  ],
});

/** The tracks of each actor, in their order. */
interface Seen {
  readonly time: number;
  readonly track: number;
  readonly box: Place['box'];
}
function tracksOf(film: SyntheticFilm, seen: readonly Seen[]): number[][] {
  const tracks = [new Set<number>(), new Set<number>()];
  for (const face of seen) {
    const actor = actorAt(film, face.time, face);
    if (actor !== undefined) tracks[actor]!.add(face.track);
  }
  return tracks.map((set) => [...set]);
}

async function watch(
  film: SyntheticFilm,
  options?: ClassifyVideoOptions,
): Promise<{ seen: Seen[]; timeline: Timeline }> {
  const timeline = new Timeline(classifier.metadata.labels);
  const seen: Seen[] = [];
  for await (const frame of classifier.classifyVideo(film.frames, options)) {
    timeline.append(frame);
    for (const { track, box } of frame.faces) seen.push({ time: frame.time, track, box });
  }
  return { seen, timeline };
}

describe('where two people cross', () => {
  test.each([
    [[2, 3], 5],
    [[5, 9], 10],
    [[11, 4], 10],
  ] as const)('nobody loses their number (people %j at %i frames a second)', async (seeds, fps) => {
    const film = createSyntheticFilm(crossing(seeds, fps));
    const { seen } = await watch(film);
    const tracks = tracksOf(film, seen);
    expect(tracks.map((own) => own.length)).toEqual([1, 1]);
    expect(new Set(tracks.flat()).size).toBe(2);
  });

  test('boxes alone lose the one who was hidden', async () => {
    const film = createSyntheticFilm(crossing([2, 3], 5));
    const boxes = new FaceTracker();
    const alone: Seen[] = [];
    for (const { time, image } of film.frames) {
      const faces = boxes.update(await detector.detect(image, { mode: 'video' }), 1000 * time);
      alone.push(...faces.map(({ track, box }) => ({ time, track, box })));
    }
    expect(tracksOf(film, alone).flat().length).toBeGreaterThan(2);
  });

  test('a stream without times keeps numbers as long as its limit of five frames', async () => {
    const film = createSyntheticFilm(crossing([2, 3], 2));
    const tracks = new Set<number | null>();
    for await (const faces of classifier.classifyStream([...film.frames].map(({ image }) => image))) {
      for (const { track } of faces) tracks.add(track);
    }
    expect([...tracks]).toEqual([1, 2]);
  });
});

test('a face that is away for a moment keeps its number, and one that leaves for good does not', async () => {
  const place = { time: 0, x: 160, y: 150, size: 150 };
  const moods = [{ time: -1, expression: 'happy' }] as const;
  const blink = (from: number, to: number): SyntheticFilmOptions['actors'][number] => ({
    seed: 2,
    moods,
    places: [place],
    from,
    to,
  });
  const film = createSyntheticFilm({
    width: 320,
    height: 320,
    fps: 5,
    seconds: 8,
    actors: [blink(0, 1.5), blink(2.5, 4), blink(7, 8)],
  });
  const { timeline } = await watch(film);
  expect(timeline.summary().tracks.map(({ track, start, end }) => [track, start, end])).toEqual([
    [1, 0, expect.closeTo(4)],
    [2, 7, expect.closeTo(8)],
  ]);
});

describe('a drawn person who changes', () => {
  const moods = [
    { time: -1, expression: 'happy' },
    { time: 2.37, expression: 'surprise' },
    { time: 4.1, expression: 'angry' },
    { time: 6.05, expression: 'happy' },
    { time: 8.52, expression: 'fear' },
  ] as const;
  const film = (seed: number): SyntheticFilm =>
    createSyntheticFilm({
      width: 400,
      height: 320,
      fps: 10,
      actors: [
        {
          seed,
          moods,
          places: [
            { time: 0, x: 120, y: 150, size: 140 },
            { time: 10, x: 280, y: 170, size: 160 },
          ],
        },
      ],
    });

  test.each([2, 5, 13])('is labelled right in nine of ten frames, and within .3 s (person %s)', async (seed) => {
    const drawn = film(seed);
    const { timeline } = await watch(drawn);
    const { times, label, labels } = timeline.columns;
    const right = times.filter((time, frame) => labels[label[frame]!] === drawn.facesAt(time)[0]!.expression);
    expect(right.length / times.length).toBeGreaterThanOrEqual(0.9);
    // Halfway between angry and happy a drawn face looks neutral, for two frames.
    const changes = timeline
      .spans()
      .slice(1)
      .filter(({ start, end }) => end - start > 0.201);
    expect(changes.map((span) => span.label)).toEqual(moods.slice(1).map(({ expression }) => expression));
    changes.forEach(({ start }, index) => expect(Math.abs(start - moods[index + 1]!.time)).toBeLessThan(0.301));
  });

  test('changes later with more smoothing, by the documented delay', async () => {
    const { timeline } = await watch(film(2), { smoothing: 1, hysteresis: 0, to: 4 });
    const [, change] = timeline.spans();
    expect(change!.start - 2.37).toBeGreaterThan(0.3);
    expect(change!.start - 2.37).toBeLessThan(1.1);
  });

  test('does not flicker with hysteresis where two labels are about as likely', async () => {
    const pictures = [...film(2).frames];
    const [happy, surprise] = [pictures[5]!.image, pictures[35]!.image];
    const flicker = Array.from({ length: 20 }, (_, index) => ({
      time: index / 10,
      image: index % 2 ? happy : surprise,
    }));
    const changesWith = async (hysteresis: number): Promise<number> => {
      const timeline = new Timeline(classifier.metadata.labels);
      for await (const frame of classifier.classifyVideo(flicker, { smoothing: 0.3, hysteresis }))
        timeline.append(frame);
      return timeline.summary().tracks[0]!.changes;
    };
    expect(await changesWith(0)).toBeGreaterThan(5);
    expect(await changesWith(0.5)).toBeLessThanOrEqual(1);
  });
});
