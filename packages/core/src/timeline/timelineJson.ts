import { FerError } from '../errors';
import { isRecord } from '../isRecord';
import { labelsRule } from '../labels';
import { describeValue } from '../options';
import { labelOf, roundScore, roundSide, type TimelineColumns, timelineMalformed } from './TimelineColumns';

/** Names the format in its files. */
const FORMAT = 'ferkit-timeline';
const VERSION = 1;

/** Writes a timeline as `Timeline.toJson` describes it. */
export function writeJson(columns: TimelineColumns): string {
  const { labels, times, frame, track, box, scores } = columns;
  const lines: string[] = [];
  let row = 0;
  times.forEach((time, number) => {
    const faces: object[] = [];
    for (; row < frame.length && frame[row] === number; row++) {
      faces.push({
        track: track[row],
        label: labelOf(columns, row),
        box: [...box.subarray(4 * row, 4 * row + 4)].map(roundSide),
        scores: [...scores.subarray(labels.length * row, labels.length * (row + 1))].map(roundScore),
      });
    }
    lines.push(JSON.stringify({ time: roundScore(time), faces }));
  });
  const head = `{"format":${JSON.stringify(FORMAT)},"version":${VERSION},"labels":${JSON.stringify(labels)},"frames":[`;
  return lines.length === 0 ? `${head}]}\n` : `${head}\n${lines.join(',\n')}\n]}\n`;
}

/**
 * Reads a timeline from JSON. `Timeline.fromColumns` checks the values.
 * @throws TIMELINE_MALFORMED
 */
export function parseJson(text: string): TimelineColumns {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (cause) {
    const received = text === '' ? 'an empty text' : describeValue(text);
    const failed = 'The timeline cannot be read';
    throw new FerError('TIMELINE_MALFORMED', { field: '', failed, expected: 'JSON', received }, { cause });
  }
  if (!isRecord(file) || file.format !== FORMAT)
    throw timelineMalformed('format', describeValue(FORMAT), describeFormat(file));
  if (file.version !== VERSION) throw timelineMalformed('version', String(VERSION), describeValue(file.version));
  const rule = labelsRule(1);
  if (!rule.accepts(file.labels)) throw timelineMalformed('labels', rule.expected, rule.received!(file.labels));
  if (!Array.isArray(file.frames)) throw timelineMalformed('frames', 'a list', describeValue(file.frames));
  const labels = file.labels as readonly string[];
  const columns = { times: [] as number[], frame: [] as number[], track: [] as number[], label: [] as number[] };
  const [box, scores]: [number[], number[]] = [[], []];
  (file.frames as readonly unknown[]).forEach((frame, number) => {
    const at = `frames[${number}]`;
    if (!isRecord(frame) || !Array.isArray(frame.faces))
      throw timelineMalformed(at, '{ time, faces }', describeValue(frame));
    columns.times.push(...readNumbers([frame.time], 1, `${at}.time`));
    (frame.faces as readonly unknown[]).forEach((face, index) => {
      const place = `${at}.faces[${index}]`;
      if (!isRecord(face)) throw timelineMalformed(place, '{ track, label, box, scores }', describeValue(face));
      const label = face.label === null ? -1 : labels.indexOf(face.label as string);
      if (face.label !== null && label < 0)
        throw timelineMalformed(`${place}.label`, labels.join(', '), describeValue(face.label));
      const [track] = readNumbers([face.track], 1, `${place}.track`);
      if (!Number.isInteger(track) || track! < 0 || track! >= 2 ** 32) {
        throw timelineMalformed(`${place}.track`, 'a whole number from 0', describeValue(face.track));
      }
      columns.frame.push(number);
      columns.track.push(track!);
      columns.label.push(label);
      box.push(...readNumbers(face.box, 4, `${place}.box`));
      scores.push(...readNumbers(face.scores, labels.length, `${place}.scores`));
    });
  });
  return {
    labels,
    times: Float64Array.from(columns.times),
    frame: Uint32Array.from(columns.frame),
    track: Uint32Array.from(columns.track),
    label: Int16Array.from(columns.label),
    box: Float32Array.from(box),
    scores: Float32Array.from(scores),
  };
}

const describeFormat = (file: unknown): string =>
  isRecord(file) && 'format' in file ? describeValue(file.format) : describeValue(file);

function readNumbers(value: unknown, count: number, field: string): readonly number[] {
  if (Array.isArray(value) && value.length === count && Array.from(value).every(Number.isFinite))
    return value as number[];
  throw timelineMalformed(field, count === 1 ? 'a finite number' : `${count} finite numbers`, describeValue(value));
}
