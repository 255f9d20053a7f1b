import type { Timeline, TimelineSpan } from '@ferkit/core/metrics';
import type { AxisRange } from '../elements/useZoom';

/** A part of a lane in which a face has one label. */
export interface LaneSpan extends TimelineSpan {
  /** True where several short spans are drawn as one, by the label that lasts longest in it. */
  readonly isMixed: boolean;
}

/** Spans of a lane that are drawn one by one; of more, as many intervals of equal length are drawn. */
const MOST_SPANS = 100;

/**
 * The spans of a face in a range, at most {@link MOST_SPANS}.
 * @param spans - of the face, in the order of time
 */
export function laneSpans(spans: readonly TimelineSpan[], { from, to }: AxisRange): readonly LaneSpan[] {
  const shown = spans.filter((span) => span.end > from && span.start < to);
  if (shown.length <= MOST_SPANS) return shown.map((span) => ({ ...span, isMixed: false }));
  const width = (to - from) / MOST_SPANS;
  const merged: LaneSpan[] = [];
  for (let interval = 0, first = 0; interval < MOST_SPANS; interval++) {
    // The end of an interval is exactly the start of the next.
    const [start, end] = [from + interval * width, from + (interval + 1) * width];
    while (first < shown.length && shown[first]!.end <= start) first++;
    const span = longestIn(shown, first, start, end);
    if (span === undefined) continue;
    const last = merged.at(-1);
    if (last?.label === span.label && last.end === span.start) merged[merged.length - 1] = join(last, span);
    else merged.push(span);
  }
  return merged;
}

/** The time that a label lasts, and the sum of its scores over it. */
interface Part {
  readonly seconds: number;
  readonly sum: number;
}

/** An interval as a span of the label that lasts longest in it; undefined if the face is away. */
function longestIn(spans: readonly TimelineSpan[], first: number, start: number, end: number): LaneSpan | undefined {
  const parts = new Map<string | null, Part>();
  let index = first;
  for (; index < spans.length && spans[index]!.start < end; index++) {
    const span = spans[index]!;
    const seconds = Math.min(end, span.end) - Math.max(start, span.start);
    const known = parts.get(span.label) ?? { seconds: 0, sum: 0 };
    parts.set(span.label, { seconds: known.seconds + seconds, sum: known.sum + seconds * span.score });
  }
  const [longest] = [...parts].sort(([, one], [, other]) => other.seconds - one.seconds);
  if (longest === undefined) return undefined;
  const [label, { seconds, sum }] = longest;
  const isMixed = parts.size > 1 || spans[first]!.start > start || spans[index - 1]!.end < end;
  return { track: spans[first]!.track, label, start, end, score: sum / seconds, isMixed };
}

function join(one: LaneSpan, other: LaneSpan): LaneSpan {
  const [before, added] = [one.end - one.start, other.end - other.start];
  return {
    ...one,
    end: other.end,
    score: (before * one.score + added * other.score) / (before + added),
    isMixed: one.isMixed || other.isMixed,
  };
}

/** A face of a timeline. */
export interface Lane {
  readonly track: number;
  /** Rows of the face in the columns of the timeline, in the order of time. */
  readonly rows: readonly number[];
  /** In the order of time. */
  readonly spans: readonly TimelineSpan[];
  /** Seconds in which the face is seen. */
  readonly seconds: number;
  /** The share of that time of each label that occurs, the largest first; null is no label. */
  readonly shares: readonly (readonly [label: string | null, share: number])[];
}

/** The faces of a timeline, in the order in which they appear. */
export function lanesOf(timeline: Timeline): readonly Lane[] {
  return timeline.tracks.map((track) => {
    const spans = timeline.spans(track);
    const times = new Map<string | null, number>();
    let seconds = 0;
    for (const { label, start, end } of spans) {
      times.set(label, (times.get(label) ?? 0) + end - start);
      seconds += end - start;
    }
    const shares = [...times].map(([label, time]) => [label, time / seconds] as const).sort((a, b) => b[1] - a[1]);
    return { track, rows: timeline.rowsOf(track), spans, seconds, shares };
  });
}
