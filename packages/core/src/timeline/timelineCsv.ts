import { csvField } from '../csvField';
import { FerError } from '../errors';
import { labelsRule } from '../labels';
import { describeValue } from '../options';
import { labelOf, roundScore, roundSide, scoreOf, type TimelineColumns } from './TimelineColumns';

/** The columns before the scores. */
const FIELDS = ['time', 'track', 'label', 'score', 'x', 'y', 'width', 'height'] as const;

/** Writes a timeline as `Timeline.toCsv` describes it. */
export function writeCsv(columns: TimelineColumns): string {
  const { labels, times, frame, track, box, scores } = columns;
  const lines = [[...FIELDS, ...labels].map(csvField).join(',')];
  const blank = ','.repeat(FIELDS.length + labels.length - 1);
  let row = 0;
  times.forEach((time, number) => {
    const start = roundScore(time);
    if (row >= frame.length || frame[row] !== number) lines.push(`${start}${blank}`);
    for (; row < frame.length && frame[row] === number; row++) {
      const sides = [...box.subarray(4 * row, 4 * row + 4)].map(roundSide);
      const own = [...scores.subarray(labels.length * row, labels.length * (row + 1))].map(roundScore);
      const label = csvField(labelOf(columns, row) ?? '');
      lines.push([start, track[row], label, roundScore(scoreOf(columns, row)), ...sides, ...own].join(','));
    }
  });
  return `${lines.join('\r\n')}\r\n`;
}

/**
 * Reads a timeline from CSV. Rows are numbers, so that the text is read line by line and fields are in quotes only if a label has a comma.
 * @throws TIMELINE_MALFORMED
 */
export function parseCsv(text: string): TimelineColumns {
  const lines = readLines(text.startsWith('\uFEFF') ? text.slice(1) : text);
  const header = lines.next().value ?? { line: 1, fields: [] };
  const labels = readHeader(header.fields);
  const times: number[] = [];
  const rows = { frame: [] as number[], track: [] as number[], label: [] as number[] };
  const box: number[] = [];
  const scores: number[] = [];
  let isBlank = false;
  for (const { line, fields } of lines) {
    if (fields.length === 1 && fields[0] === '') continue;
    if (fields.length !== FIELDS.length + labels.length) {
      throw malformed(line, undefined, `${FIELDS.length + labels.length} fields`, `${fields.length} fields`);
    }
    const numberAt = (index: number, from = -Infinity, to = Infinity): number =>
      readNumber(fields[index]!, line, FIELDS[index] ?? labels[index - FIELDS.length]!, from, to);
    const time = numberAt(0);
    const last = times.at(-1);
    const isEmpty = fields.slice(1).every((field) => field === '');
    if (last !== undefined && (time < last || (time === last && (isEmpty || isBlank)))) {
      throw malformed(line, 'time', `a time after ${last}`, fields[0]!);
    }
    if (time !== last) times.push(time);
    isBlank = isEmpty;
    if (isEmpty) continue;
    const label = fields[2] === '' ? -1 : labels.indexOf(fields[2]!);
    if (fields[2] !== '' && label < 0) {
      throw malformed(line, 'label', `one of ${labels.join(', ')}, or nothing`, describeValue(fields[2]));
    }
    const track = numberAt(1, 0, 2 ** 32 - 1);
    if (!Number.isInteger(track)) throw malformed(line, 'track', 'a whole number', fields[1]!);
    rows.frame.push(times.length - 1);
    rows.track.push(track);
    rows.label.push(label);
    for (let index = 4; index < FIELDS.length; index++) box.push(numberAt(index));
    for (let index = FIELDS.length; index < fields.length; index++) scores.push(numberAt(index, 0, 1));
  }
  return {
    labels,
    times: Float64Array.from(times),
    frame: Uint32Array.from(rows.frame),
    track: Uint32Array.from(rows.track),
    label: Int16Array.from(rows.label),
    box: Float32Array.from(box),
    scores: Float32Array.from(scores),
  };
}

function readHeader(header: readonly string[]): readonly string[] {
  const wrong = FIELDS.findIndex((field, index) => header[index] !== field);
  if (wrong >= 0)
    throw malformed(1, FIELDS[wrong], `the columns ${FIELDS.join(', ')}, then labels`, describeValue(header));
  const labels = header.slice(FIELDS.length);
  const rule = labelsRule(1);
  if (rule.accepts(labels)) return labels;
  throw malformed(1, undefined, `after ${FIELDS.at(-1)!} ${rule.expected}`, rule.received!(labels));
}

function readNumber(field: string, line: number, column: string, from: number, to: number): number {
  const value = field.trim() === '' ? NaN : Number(field);
  if (Number.isFinite(value) && value >= from && value <= to) return value;
  const expected = Number.isFinite(to) ? `a number from ${from} to ${to}` : 'a finite number';
  throw malformed(line, column, expected, describeValue(field));
}

interface CsvLine {
  /** From 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** The fields of each line, one line at a time; a field in quotes may have line breaks. */
function* readLines(text: string): Generator<CsvLine, undefined> {
  let [line, at] = [1, 0];
  while (at < text.length) {
    const first = line;
    const fields: string[] = [];
    for (;;) {
      let field: string;
      if (text[at] === '"') {
        const parts = /"((?:[^"]|"")*)"/y;
        parts.lastIndex = at;
        const quoted = parts.exec(text);
        if (quoted === null)
          throw malformed(first, undefined, 'a quote at the end of the field', 'the end of the text');
        field = quoted[1]!.replaceAll('""', '"');
        line += field.split('\n').length - 1;
        at = parts.lastIndex;
        if (at < text.length && !',\r\n'.includes(text[at]!)) {
          throw malformed(first, undefined, 'a comma after the quote', describeValue(text[at]));
        }
      } else {
        const end = text.slice(at, at + LONGEST_FIELD).search(/[,\r\n]/);
        if (end < 0 && text.length - at > LONGEST_FIELD) {
          throw malformed(first, undefined, `fields of at most ${LONGEST_FIELD} characters`, 'a longer one');
        }
        field = end < 0 ? text.slice(at) : text.slice(at, at + end);
        at += field.length;
      }
      fields.push(field);
      if (text[at] !== ',') break;
      at++;
    }
    if (text[at] === '\r') at++;
    if (text[at] === '\n') at++;
    line++;
    yield { line: first, fields };
  }
  return undefined;
}

/** A number or label is shorter; text without commas is no timeline. */
const LONGEST_FIELD = 1000;

function malformed(
  line: number,
  column: string | undefined,
  expected: string,
  received: string,
): FerError<'TIMELINE_MALFORMED'> {
  const place = column === undefined ? `line ${line}` : `line ${line}, column "${column}"`;
  return new FerError('TIMELINE_MALFORMED', {
    line,
    ...(column === undefined ? {} : { field: column }),
    failed: `The timeline is malformed at ${place}`,
    expected,
    received,
  });
}
