import { FerError } from '../errors';
import { isRecord } from '../isRecord';
import { labelsRule } from '../labels';
import { describeValue } from '../options';

/**
 * The numbers of a timeline, column by column: plain data that `postMessage` copies. A row is one face in one frame; rows are in the
 * order of their frames.
 */
export interface TimelineColumns {
  /** Labels of the scores, in their order. */
  readonly labels: readonly string[];
  /** For each frame its time in seconds, increasing. Frames without a face have no row. */
  readonly times: Float64Array;
  /** For each row the number of its frame, from 0. */
  readonly frame: Uint32Array;
  /** For each row the number of its track; 0 for a face without one. */
  readonly track: Uint32Array;
  /** For each row the number of its label in `labels`, from 0; -1 for no label. */
  readonly label: Int16Array;
  /** For each row x, y, width and height of the face in pixels of the frame: 4 numbers. */
  readonly box: Float32Array;
  /** For each row the scores of all labels: as many numbers as there are labels. */
  readonly scores: Float32Array;
}

/** A run of frames in which a track keeps its label. */
export interface TimelineSpan {
  readonly track: number;
  /** Null where no label was sure enough. */
  readonly label: string | null;
  /** Seconds. */
  readonly start: number;
  /** Seconds. */
  readonly end: number;
  /** Mean score of the label, or of the highest score where there is none, in [0, 1]. */
  readonly score: number;
}

/** A face that does not appear again within this many steps is away; a shorter gap is bridged. */
const LONGEST_STEPS = 2.5;
/** Seconds that a face counts in a timeline of a single frame. */
const LONE_STEP = 0.2;
/** Steps that the median is taken of, so that it stays cheap however long the timeline is. */
const STEPS = 1001;

/** The usual time between two frames in seconds: the median. */
export function stepOf(times: Float64Array): number {
  if (times.length < 2) return LONE_STEP;
  const count = Math.min(STEPS, times.length - 1);
  const steps = Float64Array.from({ length: count }, (_, index) => {
    const at = Math.floor((index * (times.length - 1)) / count);
    return times[at + 1]! - times[at]!;
  });
  return steps.sort()[count >> 1]!;
}

/** The time until which a row counts: that of the next row of its track, or one step later where that is away. */
export function endOf({ times, frame }: TimelineColumns, row: number, next: number | undefined, step: number): number {
  const time = times[frame[row]!]!;
  const following = next === undefined ? Infinity : times[frame[next]!]!;
  return following - time <= LONGEST_STEPS * step ? following : time + step;
}

/** The label of a row; null for none. */
export const labelOf = ({ labels, label }: TimelineColumns, row: number): string | null => labels[label[row]!] ?? null;

/** The score of a row's label, or its highest score if it has none. */
export function scoreOf({ labels, label, scores }: TimelineColumns, row: number): number {
  const first = row * labels.length;
  if (label[row]! >= 0) return scores[first + label[row]!]!;
  let highest = 0;
  for (let at = first; at < first + labels.length; at++) highest = Math.max(highest, scores[at]!);
  return highest;
}

/**
 * The runs of one label of a track.
 * @param rows - of the track
 */
export function findSpans(columns: TimelineColumns, rows: readonly number[], step: number): TimelineSpan[] {
  const spans: TimelineSpan[] = [];
  let [first, sum] = [0, 0];
  for (let index = 0; index < rows.length; index++) {
    const [row, next] = [rows[index]!, rows[index + 1]];
    sum += scoreOf(columns, row);
    const end = endOf(columns, row, next, step);
    const isOpen =
      next !== undefined && columns.label[next] === columns.label[row] && end === columns.times[columns.frame[next]!];
    if (isOpen) continue;
    spans.push({
      track: columns.track[row]!,
      label: labelOf(columns, row),
      start: columns.times[columns.frame[rows[first]!]!]!,
      end,
      score: sum / (index - first + 1),
    });
    [first, sum] = [index + 1, 0];
  }
  return spans;
}

const KINDS = {
  times: Float64Array,
  frame: Uint32Array,
  track: Uint32Array,
  label: Int16Array,
  box: Float32Array,
  scores: Float32Array,
} as const;

/**
 * Checks columns, which may come from a file or another program.
 * @throws TIMELINE_MALFORMED
 */
export function checkColumns(columns: unknown): asserts columns is TimelineColumns {
  if (!isRecord(columns)) throw timelineMalformed('', 'the columns of a timeline', describeValue(columns));
  const rule = labelsRule(1);
  if (!rule.accepts(columns.labels)) {
    throw timelineMalformed('labels', rule.expected, rule.received!(columns.labels));
  }
  for (const [name, kind] of Object.entries(KINDS)) {
    // By name: columns of another frame or realm fail `instanceof`.
    if (Object.prototype.toString.call(columns[name]) === `[object ${kind.name}]`) continue;
    throw timelineMalformed(name, `a ${kind.name}`, describeValue(columns[name]));
  }
  const { labels, times, frame, track, label, box, scores } = columns as unknown as TimelineColumns;
  const lengths = {
    track: track.length,
    label: label.length,
    box: box.length / 4,
    scores: scores.length / labels.length,
  };
  for (const [name, length] of Object.entries(lengths)) {
    if (length !== frame.length) throw timelineMalformed(name, `${frame.length} rows, as in frame`, String(length));
  }
  const wrongTime = times.findIndex(
    (time, index) => !Number.isFinite(time) || (index > 0 && time <= times[index - 1]!),
  );
  if (wrongTime >= 0)
    throw timelineMalformed(`times[${wrongTime}]`, 'a time after the one before', String(times[wrongTime]));
  const wrongFrame = frame.findIndex((number, row) => number >= times.length || (row > 0 && number < frame[row - 1]!));
  if (wrongFrame >= 0)
    throw timelineMalformed(`frame[${wrongFrame}]`, 'frames in their order', String(frame[wrongFrame]));
  const wrongLabel = label.findIndex((index) => index < -1 || index >= labels.length);
  if (wrongLabel >= 0) {
    throw timelineMalformed(
      `label[${wrongLabel}]`,
      `a number from -1 to ${labels.length - 1}`,
      String(label[wrongLabel]),
    );
  }
  const wrongBox = box.findIndex((side) => !Number.isFinite(side));
  if (wrongBox >= 0) throw timelineMalformed(`box[${wrongBox}]`, 'a finite number', String(box[wrongBox]));
  const wrongScore = scores.findIndex((score) => !(score >= 0 && score <= 1));
  if (wrongScore >= 0)
    throw timelineMalformed(`scores[${wrongScore}]`, 'a number from 0 to 1', String(scores[wrongScore]));
}

/** Composes the error about a timeline that does not fit at a field; at an empty one as a whole. */
export function timelineMalformed(field: string, expected: string, received: string): FerError<'TIMELINE_MALFORMED'> {
  const failed = field === '' ? 'The timeline is malformed' : `The timeline is malformed at ${field}`;
  return new FerError('TIMELINE_MALFORMED', { field, failed, expected, received });
}

/** Numbers as files of timelines have them: times and scores to a millionth, boxes to a hundredth of a pixel. */
export const roundScore = (value: number): number => Number(value.toFixed(6));
export const roundSide = (value: number): number => Number(value.toFixed(2));
