import { FerError } from '../errors';
import { isRecord } from '../isRecord';
import { labelsRule } from '../labels';
import { describeValue } from '../options';
import type { TimelineColumns } from './TimelineColumns';

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
  if (!isRecord(columns)) throw malformed('', 'the columns of a timeline', describeValue(columns));
  const rule = labelsRule(1);
  if (!rule.accepts(columns.labels)) {
    throw malformed('labels', rule.expected, rule.received!(columns.labels));
  }
  for (const [name, kind] of Object.entries(KINDS)) {
    // By name: columns of another frame or realm fail `instanceof`.
    if (Object.prototype.toString.call(columns[name]) === `[object ${kind.name}]`) continue;
    throw malformed(name, `a ${kind.name}`, describeValue(columns[name]));
  }
  const { labels, times, frame, track, label, box, scores } = columns as unknown as TimelineColumns;
  const lengths = {
    track: track.length,
    label: label.length,
    box: box.length / 4,
    scores: scores.length / labels.length,
  };
  for (const [name, length] of Object.entries(lengths)) {
    if (length !== frame.length) throw malformed(name, `${frame.length} rows, as in frame`, String(length));
  }
  const wrongTime = times.findIndex(
    (time, index) => !Number.isFinite(time) || (index > 0 && time <= times[index - 1]!),
  );
  if (wrongTime >= 0) throw malformed(`times[${wrongTime}]`, 'a time after the one before', String(times[wrongTime]));
  const wrongFrame = frame.findIndex((number, row) => number >= times.length || (row > 0 && number < frame[row - 1]!));
  if (wrongFrame >= 0) throw malformed(`frame[${wrongFrame}]`, 'frames in their order', String(frame[wrongFrame]));
  const wrongLabel = label.findIndex((index) => index < -1 || index >= labels.length);
  if (wrongLabel >= 0) {
    throw malformed(`label[${wrongLabel}]`, `a number from -1 to ${labels.length - 1}`, String(label[wrongLabel]));
  }
  const wrongBox = box.findIndex((side) => !Number.isFinite(side));
  if (wrongBox >= 0) throw malformed(`box[${wrongBox}]`, 'a finite number', String(box[wrongBox]));
  const wrongScore = scores.findIndex((score) => !(score >= 0 && score <= 1));
  if (wrongScore >= 0) throw malformed(`scores[${wrongScore}]`, 'a number from 0 to 1', String(scores[wrongScore]));
}

function malformed(field: string, expected: string, received: string): FerError<'TIMELINE_MALFORMED'> {
  const failed = field === '' ? 'The timeline is malformed' : `The timeline is malformed at ${field}`;
  return new FerError('TIMELINE_MALFORMED', { field, failed, expected, received });
}
