import { beforeAll, expect, test } from 'vitest';
import { amountOf, reportFigures } from './support/report';
import { buildProgram, startChild } from './support/startChild';

const classifications = amountOf('FERKIT_CLASSIFICATIONS', 400);
const patience = 120_000 + classifications * 60;

/** Maximum growth from the first to the second half of a run, in bytes: the variation by compiled code and caches. */
const HEAP_BOUND = 1024 * 1024;
const RSS_BOUND = 32 * 1024 * 1024;

interface Held {
  readonly classifications: number;
  readonly heapUsed: number;
  readonly arrayBuffers: number;
  readonly rss: number;
  readonly numTensors: number;
  readonly numDataBuffers: number;
  readonly listeners: number;
  readonly handles: number;
}

let program: string;
beforeAll(async () => {
  program = await buildProgram('soakChild');
});

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

test(
  'long classification does not accumulate memory, tensors, listeners or handles',
  async () => {
    const child = startChild(program, [String(classifications)]);
    expect(await child.ended).toEqual({ code: 0, signal: null, error: '' });
    const held = child.lines
      .filter((line) => line.startsWith('held '))
      .map((line) => JSON.parse(line.slice('held '.length)) as Held)
      .slice(1);
    const [first, last] = [held[0]!, held.at(-1)!];
    expect(last.classifications).toBeGreaterThanOrEqual(classifications);
    for (const field of ['numTensors', 'numDataBuffers', 'listeners', 'handles'] as const) {
      expect({ field, values: [...new Set(held.map((stretch) => stretch[field]))] }).toEqual({
        field,
        values: [first[field]],
      });
    }
    const half = Math.floor(held.length / 2);
    const growth = (field: 'heapUsed' | 'arrayBuffers' | 'rss'): number =>
      median(held.slice(half).map((stretch) => stretch[field])) -
      median(held.slice(0, half).map((stretch) => stretch[field]));
    expect(growth('heapUsed')).toBeLessThan(HEAP_BOUND);
    expect(growth('arrayBuffers')).toBeLessThan(HEAP_BOUND);
    expect(growth('rss')).toBeLessThan(RSS_BOUND);
    expect(child.lines.slice(-2)).toEqual(['same true', 'left 0']);
    const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(0)} kB`;
    reportFigures('classified in Node', {
      classifications: last.classifications,
      'heap at the end': kilobytes(last.heapUsed),
      'growth of the heap': kilobytes(growth('heapUsed')),
      'of buffers': kilobytes(growth('arrayBuffers')),
      'of the process': kilobytes(growth('rss')),
      tensors: last.numTensors,
      listeners: last.listeners,
    });
  },
  patience,
);
