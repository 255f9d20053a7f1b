import { endOf, findSpans, type TimelineColumns, type TimelineSpan } from './TimelineColumns';

/** A timeline in numbers. */
export interface TimelineSummary {
  /** Time of the first frame in seconds; 0 without frames. */
  readonly start: number;
  /** Time at which the last frame ends, in seconds; 0 without frames. */
  readonly end: number;
  readonly frames: number;
  /** Frames with at least one face. */
  readonly framesWithFaces: number;
  /** In the order in which the tracks appear. */
  readonly tracks: readonly TrackSummary[];
}

/** One track in numbers. */
export interface TrackSummary {
  readonly track: number;
  /** Seconds. */
  readonly start: number;
  /** Seconds. */
  readonly end: number;
  /** Seconds in which the face is seen, gaps not counted. */
  readonly seconds: number;
  /** Frames in which the face is seen. */
  readonly frames: number;
  /** For each label its share of the time in which the face is seen, in [0, 1], in the order of the labels. */
  readonly shares: readonly LabelShare[];
  /** Share of that time without a label, in [0, 1]. */
  readonly unsure: number;
  /** How often the label changes. */
  readonly changes: number;
  /** The longest span of each label that occurs, the longest first. */
  readonly longest: readonly TimelineSpan[];
}

/** A label's part in a track. */
export interface LabelShare {
  readonly label: string;
  /** Share of the time with this label, in [0, 1]. */
  readonly share: number;
  /** Mean score of the label over the time in which the face is seen, in [0, 1]. */
  readonly meanScore: number;
}

/**
 * Summarizes a track.
 * @param rows - of the track, at least one
 */
export function summarizeTrack(columns: TimelineColumns, rows: readonly number[], step: number): TrackSummary {
  const { labels, times, frame, label, scores, track } = columns;
  const seconds = new Float64Array(labels.length);
  const sums = new Float64Array(labels.length);
  let [total, unsure, changes] = [0, 0, 0];
  rows.forEach((row, index) => {
    const next = rows[index + 1];
    const lasts = endOf(columns, row, next, step) - times[frame[row]!]!;
    total += lasts;
    if (label[row]! >= 0) seconds[label[row]!]! += lasts;
    else unsure += lasts;
    for (let at = 0; at < labels.length; at++) sums[at]! += lasts * scores[row * labels.length + at]!;
    if (next !== undefined && label[next] !== label[row]) changes++;
  });
  const last = rows.at(-1)!;
  return {
    track: track[last]!,
    start: times[frame[rows[0]!]!]!,
    end: endOf(columns, last, undefined, step),
    seconds: total,
    frames: rows.length,
    shares: labels.map((name, at) => ({ label: name, share: seconds[at]! / total, meanScore: sums[at]! / total })),
    unsure: unsure / total,
    changes,
    longest: findLongest(findSpans(columns, rows, step)),
  };
}

const lengthOf = ({ start, end }: TimelineSpan): number => end - start;

function findLongest(spans: readonly TimelineSpan[]): TimelineSpan[] {
  const longest = new Map<string | null, TimelineSpan>();
  for (const span of spans) {
    const known = longest.get(span.label);
    if (known === undefined || lengthOf(span) > lengthOf(known)) longest.set(span.label, span);
  }
  return [...longest.values()].sort((a, b) => lengthOf(b) - lengthOf(a));
}
