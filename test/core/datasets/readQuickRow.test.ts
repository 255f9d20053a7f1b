import { describe, expect, test } from 'vitest';
import type { CsvRole } from '#core/datasets/csv/CsvRow';
import { readQuickRow } from '#core/datasets/csv/readCsvRow';

const official: readonly CsvRole[] = ['emotion', 'pixels', 'usage'];
const PADDING = 'x,';

/** Reads a row of two pixels that begins behind others. @returns where it ends within its text, and what it says */
function read(text: string, roles: readonly CsvRole[] = official) {
  const row = { label: -1, split: -1, doubtful: false };
  const pixels = new Uint8Array(4).fill(7);
  const layout = {
    source: 'faces.csv',
    columns: roles.map((role) => ({ role, name: role })),
    separator: ','.charCodeAt(0),
    labels: ['angry', 'disgust', 'fear'],
    digitLabels: Int16Array.of(0, 1, 2, -1, -1, -1, -1, -1, -1, -1),
    doubtfulLabel: -1,
    imageSize: 2,
  };
  const bytes = new TextEncoder().encode(PADDING + text);
  const end = readQuickRow(layout, bytes, PADDING.length, { pixels, offset: 1 }, row);
  return end < 0 ? undefined : { end: end - PADDING.length, label: row.label, split: row.split, pixels: [...pixels] };
}

const good = { label: 2, split: 1, pixels: [7, 10, 20, 7] };

describe('a row as good files have them is read at once', () => {
  test.each([
    ['2,10 20,PublicTest\nnext', official],
    ['2,"10 20",PublicTest\nnext', official],
    ['2,10 20,PublicTest\r\nnext', official],
    ['  2,\t10 20, PublicTest\nnext', official],
    ['fear,10 20,PublicTest\n', official],
    ['10 20,PublicTest,2\n', ['pixels', 'usage', 'emotion'] as const],
    ['PublicTest,2,10 20\r\n', ['usage', 'emotion', 'pixels'] as const],
    ['PublicTest,2,"10 20"\n', ['usage', 'emotion', 'pixels'] as const],
    ['7,2,10 20,PublicTest\n', ['ignored', ...official] as const],
  ])('%j', (text, roles) => {
    expect(read(text, roles)).toEqual({ end: text.indexOf('\n'), ...good });
  });

  test('with what it does not say left as it was', () => {
    expect(read('10 20\n', ['pixels'])).toEqual({ end: 5, ...good, label: -1, split: -1 });
    expect(read('0,10 20\n', ['emotion', 'pixels'])).toEqual({ end: 7, ...good, label: 0, split: -1 });
    expect(read('10 20,Training\n', ['pixels', 'usage'])).toEqual({ end: 14, ...good, label: -1, split: 0 });
  });
});

test.each([
  ['2,10 20,PublicTest', 'has no end yet'],
  ['2,10 20,PublicTest\r', 'has no end yet'],
  ['2,10 20,PublicTest\rmore\n', 'has a carriage return within'],
  ['2,10 20,PublicTest,more\n', 'has a field too many'],
  ['2,10 20\n', 'has a field too few'],
  ['2;10 20;PublicTest\n', 'has other separators'],
  ['2,10 20;PublicTest\n', 'has another separator behind the pixels'],
  ['2,"10 20,PublicTest\n', 'has a quote that is not closed'],
  ['2,10 20",PublicTest\n', 'has a quote that is not opened'],
  ['"2",10 20,PublicTest\n', 'has a label in quotes'],
  ['2,10 20,"PublicTest"\n', 'has a split in quotes'],
  ['3,10 20,PublicTest\n', 'has no such label'],
  [',10 20,PublicTest\n', 'has no label'],
  ['2,10 20,Sunday\n', 'has no such split'],
  ['2,10,PublicTest\n', 'has a pixel too few'],
  ['2,10 20 30,PublicTest\n', 'has a pixel too many'],
  ['2,10 256,PublicTest\n', 'has a pixel out of range'],
  ['2,,PublicTest\n', 'has no pixels'],
])('%j is left to whoever reads slowly: it %s', (text) => {
  expect(read(text)).toBeUndefined();
});
