import type { TimelineColumns } from '@ferkit/core/metrics';
import type { AxisRange } from '../elements/useZoom';

/** Forms in which the scores of a lane are drawn. */
export type TimelineDisplay = 'lines' | 'areas';

/** Buckets of time across a lane, about one for each column of pixels. */
const BUCKETS = 800;

/** The scores of a face in a range: points, or buckets of many. All lists are as long. */
interface Samples {
  /** Place on the axis, from 0 to 100. */
  readonly places: readonly number[];
  /** True for a sample that follows a time without the face. */
  readonly isFirst: readonly boolean[];
  /** For each label its lowest, highest and mean score in each sample. */
  readonly low: readonly (readonly number[])[];
  readonly high: readonly (readonly number[])[];
  readonly mean: readonly (readonly number[])[];
}

/**
 * The scores of a face as SVG paths, one for each label that is shown, in a box of 100 x 100. The paths are as long for ten hours as for
 * ten minutes: of many scores in a column of pixels, the lowest and the highest are drawn, or for areas their mean.
 * @param rows - of the face, in the order of time
 * @param step - usual time between two frames in seconds
 */
export function lanePaths(
  columns: TimelineColumns,
  rows: readonly number[],
  step: number,
  range: AxisRange,
  display: TimelineDisplay,
  isShown: (label: number) => boolean,
): readonly string[] {
  const samples = sample(columns, rows, step, range);
  const labels = columns.labels.map((_, label) => label);
  if (display === 'lines') return labels.map((label) => (isShown(label) ? drawLine(samples, label) : ''));
  const base = samples.places.map(() => 0);
  return labels.map((label) => {
    if (!isShown(label)) return '';
    const bottom = [...base];
    samples.mean[label]!.forEach((score, index) => (base[index]! += score));
    return drawArea(samples, bottom, base);
  });
}

function sample(columns: TimelineColumns, rows: readonly number[], step: number, { from, to }: AxisRange): Samples {
  const { labels, times, frame, scores } = columns;
  const timeOf = (index: number): number => times[frame[rows[index]!]!]!;
  // One more at each end, so that the lines go on to the edges.
  const first = Math.max(0, firstFrom(rows.length, (index) => timeOf(index) >= from) - 1);
  const last = Math.min(rows.length, firstFrom(rows.length, (index) => timeOf(index) >= to) + 1);
  const width = (to - from) / BUCKETS;
  const isExact = last - first <= 2 * BUCKETS;
  const places: number[] = [];
  const isFirst: boolean[] = [];
  const low: number[][] = labels.map(() => []);
  const high: number[][] = labels.map(() => []);
  const sums: number[][] = labels.map(() => []);
  const counts: number[] = [];
  let bucket = -Infinity;
  let previous = -Infinity;
  for (let index = first; index < last; index++) {
    const time = timeOf(index);
    const own = Math.floor((time - from) / width);
    const isGap = time - previous > LONGEST_STEPS * step;
    previous = time;
    const row = rows[index]! * labels.length;
    if (isExact || own !== bucket) {
      bucket = own;
      // Beside a gap, or a bucket may stand for a face that is away for most of it.
      isFirst.push(isGap);
      places.push(round((100 * ((isExact ? time : from + (own + 0.5) * width) - from)) / (to - from)));
      counts.push(0);
      labels.forEach((_, label) => {
        low[label]!.push(1);
        high[label]!.push(0);
        sums[label]!.push(0);
      });
    }
    const at = places.length - 1;
    counts[at]!++;
    for (let label = 0; label < labels.length; label++) {
      const score = scores[row + label]!;
      if (score < low[label]![at]!) low[label]![at] = score;
      if (score > high[label]![at]!) high[label]![at] = score;
      sums[label]![at]! += score;
    }
  }
  return { places, isFirst, low, high, mean: sums.map((list) => list.map((sum, index) => sum / counts[index]!)) };
}

/** A face that does not appear again within this many steps is away, as in the spans of a timeline. */
const LONGEST_STEPS = 2.5;

function drawLine({ places, isFirst, low, high }: Samples, label: number): string {
  let path = '';
  places.forEach((place, index) => {
    const [lowest, highest] = [low[label]![index]!, high[label]![index]!];
    path += `${isFirst[index] ? 'M' : 'L'}${place} ${up(lowest)}`;
    if (highest !== lowest) path += `V${up(highest)}`;
    // A single point is a line of length zero with round ends.
    else if (isFirst[index] && (isFirst[index + 1] ?? true)) path += 'h0';
  });
  return path;
}

function drawArea({ places, isFirst }: Samples, bottom: readonly number[], top: readonly number[]): string {
  let path = '';
  for (let first = 0; first < places.length;) {
    let next = first + 1;
    while (next < places.length && !isFirst[next]) next++;
    for (let index = first; index < next; index++) {
      path += `${index === first ? 'M' : 'L'}${places[index]} ${up(top[index]!)}`;
    }
    for (let index = next - 1; index >= first; index--) path += `L${places[index]} ${up(bottom[index]!)}`;
    path += 'Z';
    first = next;
  }
  return path;
}

const round = (value: number): number => Math.round(100 * value) / 100;
const up = (score: number): number => round(100 - 100 * score);

/** The first of so many increasing indices for which a test is true; their number if there is none. */
export function firstFrom(length: number, isReached: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isReached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
