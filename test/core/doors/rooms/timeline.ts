import * as core from '@ferkit/core';
import { type Door, isOptional, isWhole } from '../Door';

const isFinite = (value: unknown): boolean => Number.isFinite(value);
const isRate = (value: unknown): boolean => Number.isFinite(value) && (value as number) > 0;

/** The timeline and its methods. */
export function listTimelineDoors(): readonly Door[] {
  const labels = ['happy', 'sad'];
  const timeline = new core.Timeline(labels);
  const scores = [
    { label: 'happy', score: 0.75 },
    { label: 'sad', score: 0.25 },
  ];
  const face = { track: 1, box: { x: 0, y: 0, width: 9, height: 9 }, label: 'happy', scores };
  timeline.append({ time: 0, faces: [face] });
  const columns = timeline.toColumns();
  const wrongFrames = [
    { time: 0, faces: [] },
    { time: '9', faces: [] },
    ...[null, {}, { ...face, box: null }, { ...face, scores: 'high' }, { ...face, scores: [null] }].map((wrong) => ({
      time: 9,
      faces: [wrong],
    })),
  ];
  return [
    {
      name: 'Timeline',
      call: (given: never) => new core.Timeline(given),
      args: [{ name: 'labels', valid: labels, wrong: [['a', 'a'], [1], 'ab'] }],
    },
    {
      name: 'Timeline.fromColumns',
      call: (given: never) => core.Timeline.fromColumns(given),
      args: [
        {
          name: 'columns',
          valid: columns,
          codes: ['TIMELINE_MALFORMED'],
          wrong: Object.keys(columns).map((column) => ({ ...columns, [column]: undefined })),
        },
      ],
    },
    ...(['fromCsv', 'fromJson'] as const).map((name): Door => ({
      name: `Timeline.${name}`,
      call: (text: never) => core.Timeline[name](text),
      args: [
        {
          name: 'text',
          valid: name === 'fromCsv' ? timeline.toCsv() : timeline.toJson(),
          codes: ['TIMELINE_MALFORMED'],
        },
      ],
    })),
    {
      name: 'Timeline#append',
      call: (frame: never) => core.Timeline.fromColumns(columns).append(frame),
      args: [{ name: 'frame', valid: { time: 9, faces: [face] }, wrong: wrongFrames }],
    },
    {
      name: 'Timeline#slice',
      call: (from: never, to: never) => timeline.slice(from, to),
      args: [
        { name: 'from', valid: 0, accepts: isFinite },
        { name: 'to', valid: 9, accepts: (value) => isFinite(value) || isOptional(value) || value === Infinity },
      ],
    },
    {
      name: 'Timeline#resample',
      call: (fps: never) => timeline.resample(fps),
      args: [{ name: 'fps', valid: 1, accepts: isRate }],
    },
    {
      name: 'Timeline#rowsOf',
      call: (track: never) => timeline.rowsOf(track),
      args: [{ name: 'track', valid: 1, accepts: isWhole(0, 2 ** 32 - 1) }],
    },
    {
      name: 'Timeline#spans',
      call: (track: never) => timeline.spans(track),
      args: [{ name: 'track', valid: 1, accepts: (value) => isOptional(value) || isWhole(0, 2 ** 32 - 1)(value) }],
    },
    ...(['summary', 'toColumns', 'toCsv', 'toJson', 'toWebVtt'] as const).map((name): Door => ({
      name: `Timeline#${name}`,
      call: () => timeline[name](),
      args: [],
    })),
  ];
}
