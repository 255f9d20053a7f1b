import { describe, expect, test } from 'vitest';
import { isFerError, Timeline, type TimelineFace } from '@ferkit/core/metrics';

const LABELS = ['happy', 'sad', 'neutral'];

/** A face with most of its score on one label. */
const face = (track: number, label: string | null, score = 0.8): TimelineFace => {
  const highest = label ?? 'neutral';
  return {
    track,
    label,
    box: { x: 10 * track, y: 20, width: 30, height: 40 },
    scores: LABELS.map((name) => ({ label: name, score: name === highest ? score : (1 - score) / 2 })),
  };
};

/** Five frames a second. */
const record = (...frames: (readonly TimelineFace[])[]): Timeline => {
  const timeline = new Timeline(LABELS);
  frames.forEach((faces, index) => timeline.append({ time: index / 5, faces }));
  return timeline;
};

const happy = face(1, 'happy');
const sad = face(1, 'sad');

/** The details of the error that a call throws. */
function failureOf(call: () => unknown): { readonly code: string; readonly field?: string; readonly line?: number } {
  try {
    call();
  } catch (error) {
    if (isFerError(error)) return { code: error.code, ...error.details };
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a timeline', () => {
  test('tells for each track when it is seen, with which labels and how sure', () => {
    const timeline = record([happy], [happy], [happy, face(2, 'neutral')], [sad, face(2, null)], [], []);
    const { tracks, ...whole } = timeline.summary();
    expect(whole).toEqual({ start: 0, end: expect.closeTo(1.2) as number, frames: 6, framesWithFaces: 4 });
    expect(tracks.map(({ track }) => track)).toEqual([1, 2]);
    expect(tracks[0]).toMatchObject({ start: 0, frames: 4, changes: 1, unsure: 0 });
    expect(tracks[0]!.seconds).toBeCloseTo(0.8);
    expect(tracks[0]!.shares.map(({ share }) => share.toFixed(6))).toEqual(
      [0.75, 0.25, 0].map((share) => share.toFixed(6)),
    );
    expect(tracks[0]!.shares[0]!.meanScore).toBeCloseTo(0.75 * 0.8 + 0.25 * 0.1);
    expect(tracks[0]!.longest.map(({ label, start, end }) => [label, start, end])).toEqual([
      ['happy', 0, expect.closeTo(0.6)],
      ['sad', expect.closeTo(0.6), expect.closeTo(0.8)],
    ]);
    expect(tracks[1]!.unsure).toBeCloseTo(0.5);
  });

  test('bridges one missing frame, and counts a longer gap as absence', () => {
    const [bridged] = record([happy], [], [happy], [happy]).summary().tracks;
    expect(bridged!.seconds).toBeCloseTo(0.8);
    const apart = record([happy], [], [], [], [], [happy], [happy]);
    expect(apart.summary().tracks[0]!.seconds).toBeCloseTo(0.6);
    expect(apart.spans().map(({ start, end }) => [start, end])).toEqual([
      [0, expect.closeTo(0.2)],
      [1, expect.closeTo(1.4)],
    ]);
  });

  test('gives the part between two times, whose times stay', () => {
    const part = record([happy], [sad], [], [happy, face(2, 'sad')], [happy]).slice(0.2, 0.8);
    expect([...part.columns.times]).toEqual([1 / 5, 2 / 5, 3 / 5]);
    expect([...part.columns.frame]).toEqual([0, 2, 2]);
    expect(part.tracks).toEqual([1, 2]);
    expect(part.slice(9).frames).toBe(0);
    expect(part.slice(0.5, 0.1).frames).toBe(0);
  });

  test('is resampled to means, with the label of most frames', () => {
    const frames = Array.from({ length: 20 }, (_, index) => [index % 5 === 0 ? sad : happy]);
    const coarse = record(...frames).resample(1);
    expect([...coarse.columns.times]).toEqual([0, 1, 2, 3]);
    expect(coarse.spans().map(({ label }) => label)).toEqual(['happy']);
    expect(coarse.columns.scores[0]).toBeCloseTo(0.8 * 0.8 + 0.2 * 0.1);
  });

  test('grows to ten hours without a copy of each frame', () => {
    const timeline = new Timeline(LABELS);
    for (let frame = 0; frame < 180_000; frame++) timeline.append({ time: frame / 5, faces: [happy] });
    expect(timeline.rows).toBe(180_000);
    const { times, frame, track, label, box, scores } = timeline.columns;
    const bytes = [times, frame, track, label, box, scores].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
    expect(bytes).toBeLessThan(2 * 180_000 * (8 + 4 + 4 + 2 + 16 + 12) + 4096);
    expect(timeline.summary().tracks[0]!.seconds).toBeCloseTo(36_000);
  });

  test('crosses to another thread as plain data', () => {
    const timeline = record([happy], [], [sad, face(7, null)]);
    const copy = Timeline.fromColumns(structuredClone(timeline.toColumns()));
    expect(copy.toCsv()).toBe(timeline.toCsv());
    expect(copy.summary()).toEqual(timeline.summary());
    copy.append({ time: 9, faces: [happy] });
    expect(timeline.frames).toBe(3);
  });

  test('refuses a frame whole: nothing of it stays', () => {
    const timeline = record([happy]);
    const wrong = [
      { time: 0, faces: [] },
      { time: 1, faces: [happy, { ...sad, label: 'bored' }] },
      { time: 1, faces: [happy, { ...sad, scores: sad.scores.slice(1) }] },
      { time: 1, faces: [{ ...sad, track: -1 }] },
      { time: NaN, faces: [] },
    ];
    for (const frame of wrong) expect(failureOf(() => timeline.append(frame)).code).toBe('OPTION_INVALID');
    expect([timeline.frames, timeline.rows]).toEqual([1, 1]);
  });
});

describe('the formats of a timeline', () => {
  const labels = ['happy, very', 'a "sad" one', 'neutral'];
  const odd = new Timeline(labels);
  const scores = labels.map((label, index) => ({ label, score: [0.123456, 0.5, 0.376544][index]! }));
  const box = { x: -1.25, y: 0, width: 30.5, height: 1000 };
  odd.append({ time: 0, faces: [] });
  odd.append({ time: 0.04, faces: [{ track: 3, label: labels[1]!, box, scores }] });
  odd.append({ time: 36_000.5, faces: [{ track: null, label: null, box, scores }] });

  test('CSV holds everything, in quotes where needed', () => {
    const csv = odd.toCsv();
    expect(csv.split('\r\n').slice(0, 3)).toEqual([
      'time,track,label,score,x,y,width,height,"happy, very","a ""sad"" one",neutral',
      '0,,,,,,,,,,',
      '0.04,3,"a ""sad"" one",0.5,-1.25,0,30.5,1000,0.123456,0.5,0.376544',
    ]);
    expect(Timeline.fromCsv(csv).toColumns()).toEqual(odd.toColumns());
    expect(Timeline.fromCsv(`\uFEFF${csv.replaceAll('\r\n', '\n')}`).toColumns()).toEqual(odd.toColumns());
  });

  test('JSON holds everything', () => {
    expect(JSON.parse(odd.toJson())).toMatchObject({ labels, frames: [{ time: 0, faces: [] }, { time: 0.04 }, {}] });
    expect(Timeline.fromJson(odd.toJson()).toColumns()).toEqual(odd.toColumns());
    const empty = new Timeline(labels);
    expect(Timeline.fromJson(empty.toJson()).frames).toBe(0);
    expect(Timeline.fromCsv(empty.toCsv()).labels).toEqual(labels);
  });

  test('WebVTT has a subtitle for each span', () => {
    const timeline = record([happy], [happy], [face(1, null)], [face(2, 'sad')]);
    expect(timeline.toWebVtt()).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:00.400\nFace 1: happy 80 %\n\n' +
        '00:00:00.600 --> 00:00:00.800\nFace 2: sad 80 %\n',
    );
  });

  test.each([
    ['', 1],
    ['time,track', 1],
    ['time,track,label,score,x,y,width,height', 1],
    ['time,track,label,score,x,y,width,height,a,a', 1],
    ['time,track,label,score,x,y,width,height,a\n0,1,a,1,0,0,1', 2],
    ['time,track,label,score,x,y,width,height,a\n0,,,,,,,,\n0,,,,,,,,', 3],
    ['time,track,label,score,x,y,width,height,a\n1,,,,,,,,\n0.5,,,,,,,,', 3],
    ['time,track,label,score,x,y,width,height,a\n0,1.5,a,1,0,0,1,1,1', 2],
    ['time,track,label,score,x,y,width,height,a\n0,1,b,1,0,0,1,1,1', 2],
    ['time,track,label,score,x,y,width,height,a\n0,1,a,1,0,0,1,1,1e400', 2],
    ['time,track,label,score,x,y,width,height,a\n0,1,a,1,0,0,1,1,2', 2],
    ['time,track,label,score,x,y,width,height,a\n=1+1,1,a,1,0,0,1,1,1', 2],
    ['time,track,label,score,x,y,width,height,a\n0,1,"a,1,0,0,1,1,1', 2],
    ['time,track,label,score,x,y,width,height,a\n0,1,"a"b,1,0,0,1,1,1', 2],
    [`time${'x'.repeat(1e6)}`, 1],
  ])('hostile CSV %j is refused at line %i', (csv, line) => {
    expect(failureOf(() => Timeline.fromCsv(csv))).toMatchObject({ code: 'TIMELINE_MALFORMED', line });
  });

  test.each([
    ['', ''],
    ['[]', 'format'],
    ['{"format":"ferkit-timeline","version":2}', 'version'],
    ['{"format":"ferkit-timeline","version":1,"labels":[]}', 'labels'],
    ['{"format":"ferkit-timeline","version":1,"labels":["a"],"frames":{}}', 'frames'],
    ['{"format":"ferkit-timeline","version":1,"labels":["a"],"frames":[null]}', 'frames[0]'],
    ['{"format":"ferkit-timeline","version":1,"labels":["a"],"frames":[{"time":"0","faces":[]}]}', 'frames[0].time'],
    [
      '{"format":"ferkit-timeline","version":1,"labels":["a"],"frames":[{"time":1,"faces":[]},{"time":0,"faces":[]}]}',
      'times[1]',
    ],
  ])('hostile JSON %j is refused at %s', (json, field) => {
    expect(failureOf(() => Timeline.fromJson(json))).toMatchObject({ code: 'TIMELINE_MALFORMED', field });
  });

  test('columns of another shape are refused by name', () => {
    const good = record([happy]).toColumns();
    const wrong = {
      times: Float64Array.of(NaN),
      frame: Uint32Array.of(5),
      track: [1],
      label: Int16Array.of(3),
      box: new Float32Array(3),
      scores: Float32Array.of(0, 0, 2),
    };
    for (const [name, column] of Object.entries(wrong)) {
      const { code, field } = failureOf(() => Timeline.fromColumns({ ...good, [name]: column }));
      expect(code).toBe('TIMELINE_MALFORMED');
      expect(field).toMatch(new RegExp(`^${name}`));
    }
    expect(failureOf(() => Timeline.fromColumns(null as never)).code).toBe('TIMELINE_MALFORMED');
  });
});
