import { labelsRule } from '../labels';
import { checkOption, custom, integer, number, optionInvalid } from '../options';
import { isRecord } from '../isRecord';
import { parseCsv, writeCsv } from './timelineCsv';
import { parseJson, writeJson } from './timelineJson';
import { checkColumns, findSpans, stepOf, type TimelineColumns, type TimelineSpan } from './TimelineColumns';
import { summarizeTrack, type TimelineSummary } from './TimelineSummary';
import { writeWebVtt } from './timelineWebVtt';

/** A face of a {@link TimelineFrame}; a classifier's `Classification` is one. */
export interface TimelineFace {
  /** The number of its track; null, without tracking, counts as 0. */
  readonly track: number | null;
  /** In pixels of the frame. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Null if no label is sure enough. */
  readonly label: string | null;
  /** The scores of all labels, in any order. */
  readonly scores: readonly { readonly label: string; readonly score: number }[];
}

/** A frame to append to a {@link Timeline}, as `classifyVideo` yields it. */
export interface TimelineFrame {
  /** Seconds. */
  readonly time: number;
  readonly faces: readonly TimelineFace[];
}

const timeRule = number();
const rateRule = number({ above: 0 });
const trackRule = integer({ from: 0, to: 2 ** 32 - 1 });
const textRule = custom('text', (value) => typeof value === 'string');
const frameRule = custom(
  'a frame { time, faces }',
  (value) => isRecord(value) && Number.isFinite(value.time) && Array.isArray(value.faces),
);

const faceRule = custom(
  'a face { track, box, label, scores }',
  (value) =>
    isRecord(value) && isRecord(value.box) && Array.isArray(value.scores) && Array.from(value.scores).every(isRecord),
);

/** Rows, or frames, that a new timeline has room for. */
const ROOM = 64;

/**
 * The expressions of faces over time: who is seen when, with which label and how sure. It needs no tensor engine. Memory: 8 bytes for
 * each frame, and 54 for each face in it with seven labels; ten hours at 5 frames a second of one face take 11 MB.
 *
 * A face counts from its frame to the next one of its track. A gap of more than two frames counts as absence, a shorter one is bridged.
 *
 * @example
 * ```ts
 * const timeline = new Timeline(classifier.metadata.labels);
 * for await (const frame of classifier.classifyVideo('film.mp4', { fps: 5 })) timeline.append(frame);
 * for (const { track, shares } of timeline.summary().tracks) console.log(track, shares);
 * await writeFile('timeline.csv', timeline.toCsv());
 * ```
 */
export class Timeline {
  #labels: readonly string[];
  #frames = 0;
  #rows = 0;
  #times = new Float64Array(ROOM);
  #frame = new Uint32Array(ROOM);
  #track = new Uint32Array(ROOM);
  #label = new Int16Array(ROOM);
  #box = new Float32Array(4 * ROOM);
  #scores: Float32Array;
  readonly #rowsOf = new Map<number, number[]>();

  /**
   * Creates an empty timeline.
   * @param labels - of the scores, e.g. `classifier.metadata.labels`
   * @throws OPTION_INVALID
   */
  constructor(labels: readonly string[]) {
    checkOption('labels', labels, labelsRule(1));
    this.#labels = [...labels];
    this.#scores = new Float32Array(labels.length * ROOM);
  }

  /**
   * A timeline of columns, which are copied: those of {@link Timeline.toColumns}, for example after `postMessage`.
   * @throws TIMELINE_MALFORMED
   */
  static fromColumns(columns: TimelineColumns): Timeline {
    checkColumns(columns);
    const timeline = new Timeline(columns.labels);
    timeline.#frames = columns.times.length;
    timeline.#rows = columns.frame.length;
    timeline.#times = columns.times.slice();
    timeline.#frame = columns.frame.slice();
    timeline.#track = columns.track.slice();
    timeline.#label = columns.label.slice();
    timeline.#box = columns.box.slice();
    timeline.#scores = columns.scores.slice();
    columns.track.forEach((track, row) => timeline.#index(track, row));
    return timeline;
  }

  /**
   * Reads what {@link Timeline.toCsv} wrote.
   * @throws TIMELINE_MALFORMED with line and column
   */
  static fromCsv(text: string): Timeline {
    checkOption('text', text, textRule);
    return Timeline.fromColumns(parseCsv(text));
  }

  /**
   * Reads what {@link Timeline.toJson} wrote.
   * @throws TIMELINE_MALFORMED with the path of the first invalid field
   */
  static fromJson(text: string): Timeline {
    checkOption('text', text, textRule);
    return Timeline.fromColumns(parseJson(text));
  }

  get labels(): readonly string[] {
    return this.#labels;
  }

  /** Number of frames, those without a face too. */
  get frames(): number {
    return this.#frames;
  }

  /** Number of faces in all frames: the rows of the columns. */
  get rows(): number {
    return this.#rows;
  }

  /** Time of the first frame in seconds; 0 without frames. */
  get start(): number {
    return this.#frames === 0 ? 0 : this.#times[0]!;
  }

  /** Time at which the last frame ends, in seconds; 0 without frames. */
  get end(): number {
    return this.#frames === 0 ? 0 : this.#times[this.#frames - 1]! + this.step;
  }

  /** The usual time between two frames in seconds: the median; 0.2 of a single frame. */
  get step(): number {
    return stepOf(this.#times.subarray(0, this.#frames));
  }

  /** Numbers of the tracks, in the order in which they appear. */
  get tracks(): readonly number[] {
    return [...this.#rowsOf.keys()];
  }

  /**
   * The numbers of the rows of a track in {@link Timeline.columns}, in the order of time; none of a track that does not occur.
   * @throws OPTION_INVALID
   */
  rowsOf(track: number): readonly number[] {
    checkOption('track', track, trackRule);
    return this.#rowsOf.get(track) ?? [];
  }

  /**
   * The columns, to draw or compute from: views without copies, valid until the next `append`. Do not change them, and send
   * {@link Timeline.toColumns} to another thread.
   */
  get columns(): TimelineColumns {
    return {
      labels: this.#labels,
      times: this.#times.subarray(0, this.#frames),
      frame: this.#frame.subarray(0, this.#rows),
      track: this.#track.subarray(0, this.#rows),
      label: this.#label.subarray(0, this.#rows),
      box: this.#box.subarray(0, 4 * this.#rows),
      scores: this.#scores.subarray(0, this.#labels.length * this.#rows),
    };
  }

  /** Copies the columns: plain data for `postMessage` and storage. {@link Timeline.fromColumns} reads it. */
  toColumns(): TimelineColumns {
    const { labels, times, frame, track, label, box, scores } = this.columns;
    return {
      labels: [...labels],
      times: times.slice(),
      frame: frame.slice(),
      track: track.slice(),
      label: label.slice(),
      box: box.slice(),
      scores: scores.slice(),
    };
  }

  /**
   * Appends a frame, also one without faces. A frame that is refused changes nothing.
   * @throws OPTION_INVALID for a time that is not after the last one, or for other labels than the timeline's
   */
  append(frame: TimelineFrame): void {
    checkOption('frame', frame, frameRule);
    const { time, faces } = frame;
    if (this.#frames > 0 && time <= this.#times[this.#frames - 1]!) {
      throw optionInvalid('frame.time', `a time after ${this.#times[this.#frames - 1]!} s`, `${time} s`);
    }
    const read = faces.map((face, index) => this.#read(face, `frame.faces[${index}]`));
    this.#makeRoom(this.#frames + 1, this.#rows + faces.length);
    for (const { track, label, box, scores } of read) {
      const row = this.#rows++;
      this.#frame[row] = this.#frames;
      this.#track[row] = track;
      this.#label[row] = label;
      this.#box.set(box, 4 * row);
      this.#scores.set(scores, this.#labels.length * row);
      this.#index(track, row);
    }
    this.#times[this.#frames++] = time;
  }

  /**
   * The frames from one time to another, as a timeline of its own.
   * @param from - in seconds, inclusive
   * @param to - in seconds, exclusive
   * @throws OPTION_INVALID
   */
  slice(from: number, to = Infinity): Timeline {
    checkOption('from', from, timeRule);
    if (to !== Infinity) checkOption('to', to, timeRule);
    const { labels, times, frame, track, label, box, scores } = this.columns;
    const [firstFrame, lastFrame] = [firstAtOrAfter(times, from), firstAtOrAfter(times, to)];
    const [first, last] = [firstAtOrAfter(frame, firstFrame), firstAtOrAfter(frame, Math.max(firstFrame, lastFrame))];
    return Timeline.fromColumns({
      labels,
      times: times.slice(firstFrame, Math.max(firstFrame, lastFrame)),
      frame: frame.slice(first, last).map((number) => number - firstFrame),
      track: track.slice(first, last),
      label: label.slice(first, last),
      box: box.slice(4 * first, 4 * last),
      scores: scores.slice(labels.length * first, labels.length * last),
    });
  }

  /**
   * A timeline with at most so many frames a second, for storage or an overview: each of its frames stands for the time until the next,
   * with the mean box and scores of each track in it, and the label that the track has in most of its frames. Times without frames stay
   * without.
   * @param fps - frames a second, above 0
   * @throws OPTION_INVALID
   */
  resample(fps: number): Timeline {
    checkOption('fps', fps, rateRule);
    const resampled = new Timeline(this.#labels);
    const { times, frame } = this.columns;
    // Times such as 0.3 are not exact, and belong to the interval that they begin.
    const intervalOf = (time: number): number => Math.floor(time * fps + 1e-6);
    let row = 0;
    for (let first = 0; first < times.length;) {
      const interval = intervalOf(times[first]!);
      let next = first + 1;
      while (next < times.length && intervalOf(times[next]!) === interval) next++;
      const rows: number[] = [];
      for (; row < frame.length && frame[row]! < next; row++) rows.push(row);
      resampled.append({ time: interval / fps, faces: this.#average(rows) });
      first = next;
    }
    return resampled;
  }

  /**
   * The runs of one label, in the order of their starts.
   * @param track - only of this track
   * @throws OPTION_INVALID
   */
  spans(track?: number): readonly TimelineSpan[] {
    const { columns, step } = this;
    const lists = track === undefined ? [...this.#rowsOf.values()] : [this.rowsOf(track)];
    return lists
      .flatMap((rows) => findSpans(columns, rows, step))
      .sort((a, b) => a.start - b.start || a.track - b.track);
  }

  /** Times, shares of labels, mean scores, changes and longest spans of each track. */
  summary(): TimelineSummary {
    const { columns, step } = this;
    let framesWithFaces = 0;
    columns.frame.forEach((frame, row) => (framesWithFaces += row === 0 || frame !== columns.frame[row - 1] ? 1 : 0));
    return {
      start: this.start,
      end: this.end,
      frames: this.#frames,
      framesWithFaces,
      tracks: [...this.#rowsOf.values()].map((rows) => summarizeTrack(columns, rows, step)),
    };
  }

  /**
   * Formats the timeline as CSV (RFC 4180): a row for each face in each frame, and one with nothing but its time for a frame without a
   * face. Columns: time in seconds, track, label, score, x, y, width, height, and the score of each label.
   */
  toCsv(): string {
    return writeCsv(this.columns);
  }

  /** Formats the timeline as JSON, with a line for each frame: its time, and for each face track, label, box and scores in order. */
  toJson(): string {
    return writeJson(this.columns);
  }

  /** Formats the spans as subtitles (WebVTT), for the `<track>` of a film: "Face 1: happy 87 %". */
  toWebVtt(): string {
    return writeWebVtt(this.spans());
  }

  #index(track: number, row: number): void {
    const rows = this.#rowsOf.get(track);
    if (rows === undefined) this.#rowsOf.set(track, [row]);
    else rows.push(row);
  }

  #read(face: TimelineFace, name: string): ReadFace {
    checkOption(name, face, faceRule);
    const { track, box, label, scores } = face;
    checkOption(`${name}.track`, track ?? 0, trackRule);
    const sides = [box.x, box.y, box.width, box.height];
    if (!sides.every(Number.isFinite)) throw optionInvalid(`${name}.box`, 'finite numbers', sides.join(', '));
    const byLabel = new Map(scores.map((entry) => [entry.label, entry.score]));
    const ordered = this.#labels.map((known) => byLabel.get(known) ?? NaN);
    if (byLabel.size !== this.#labels.length || !ordered.every((score) => score >= 0 && score <= 1)) {
      const received = scores.map((entry) => `${entry.label} ${entry.score}`).join(', ');
      throw optionInvalid(`${name}.scores`, `a score in [0, 1] of each of ${this.#labels.join(', ')}`, received);
    }
    const index = label === null ? -1 : this.#labels.indexOf(label);
    if (label !== null && index < 0) throw optionInvalid(`${name}.label`, this.#labels.join(', '), label);
    return { track: track ?? 0, label: index, box: sides, scores: ordered };
  }

  #average(rows: readonly number[]): TimelineFace[] {
    const { labels, track, label, box, scores } = this.columns;
    const tracks = new Map<number, number[]>();
    for (const row of rows) tracks.set(track[row]!, [...(tracks.get(track[row]!) ?? []), row]);
    return [...tracks].map(([number, own]) => {
      const mean = (column: Float32Array, width: number, at: number): number =>
        own.reduce((sum, row) => sum + column[width * row + at]!, 0) / own.length;
      const counts = new Map<number, number>();
      for (const row of own) counts.set(label[row]!, (counts.get(label[row]!) ?? 0) + 1);
      const [most] = [...counts].sort((a, b) => b[1] - a[1])[0]!;
      return {
        track: number,
        label: labels[most] ?? null,
        box: { x: mean(box, 4, 0), y: mean(box, 4, 1), width: mean(box, 4, 2), height: mean(box, 4, 3) },
        scores: labels.map((name, at) => ({ label: name, score: mean(scores, labels.length, at) })),
      };
    });
  }

  /** Doubles the columns that are full, so that appending takes constant time in the mean. */
  #makeRoom(frames: number, rows: number): void {
    if (frames > this.#times.length) this.#times = grow(this.#times, new Float64Array(2 * frames));
    if (rows <= this.#frame.length) return;
    this.#frame = grow(this.#frame, new Uint32Array(2 * rows));
    this.#track = grow(this.#track, new Uint32Array(2 * rows));
    this.#label = grow(this.#label, new Int16Array(2 * rows));
    this.#box = grow(this.#box, new Float32Array(8 * rows));
    this.#scores = grow(this.#scores, new Float32Array(2 * this.#labels.length * rows));
  }
}

interface ReadFace {
  readonly track: number;
  readonly label: number;
  readonly box: readonly number[];
  readonly scores: readonly number[];
}

function grow<Column extends { set(from: Column): void }>(old: Column, larger: Column): Column {
  larger.set(old);
  return larger;
}

/** The index of the first of increasing numbers that is at least a limit. */
function firstAtOrAfter(numbers: Float64Array | Uint32Array, limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
