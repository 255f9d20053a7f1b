import { describe, expect, it, test } from 'vitest';
import { explainPixels, readPixels } from '#core/datasets/csv/readPixels';
import { createRandom } from '@ferkit/core/datasets';

const BEFORE = '9 ';

/** Reads what stands between other numbers. @returns how much of it was read, and the pixels between two of 7 */
function read(text: string, count: number, after = ''): { readonly read: number; readonly pixels: number[] } {
  const bytes = new TextEncoder().encode(BEFORE + text + after);
  const target = new Uint8Array(count + 2).fill(7);
  const end = readPixels(bytes, BEFORE.length, BEFORE.length + text.length, target, 1, count);
  return { read: end < 0 ? end : end - BEFORE.length, pixels: [...target] };
}

describe('pixels', () => {
  it('are read whatever their digits, and nothing beyond the end', () => {
    const random = createRandom(3);
    for (let round = 0; round < 500; round++) {
      const values = Array.from(
        { length: 1 + random.integer(8) },
        () => random.integer(10 ** (1 + random.integer(3))) % 256,
      );
      const text = values.join(' ');
      for (const after of ['', '0', ' 1', ',1']) {
        expect(read(text, values.length, after)).toEqual({ read: text.length, pixels: [7, ...values, 7] });
      }
    }
  });

  it.each<readonly [string, readonly number[]]>([
    ['255 255 255 255 255', [255, 255, 255, 255, 255]],
    ['0 00 000 0000 1', [0, 0, 0, 0, 1]],
    ['007 0255 1 2 3', [7, 255, 1, 2, 3]],
    ['  1  22\t33\t\t4 5', [1, 22, 33, 4, 5]],
    ['1\t2 3 4 5', [1, 2, 3, 4, 5]],
    ['11\t2 3 4 5', [11, 2, 3, 4, 5]],
    ['111\t2 3 4 5', [111, 2, 3, 4, 5]],
  ])('may have blanks and leading zeros: %j', (text, values) => {
    expect(read(text, 5)).toEqual({ read: text.length, pixels: [7, ...values, 7] });
  });

  it('end with the last that is wanted', () => {
    expect(read('1 2 3 4 5 6 7 8', 3).read).toBe('1 2 3'.length);
    expect(read('10 20 30, 4 5 6', 3).read).toBe('10 20 30'.length);
    expect(read('1 2 34x 5 6 7 8', 3).read).toBe('1 2 34'.length);
  });

  it.each([
    '',
    ' ',
    '1 2 3 4',
    '1 2 3 4 ',
    '1 2 3 4 x',
    ...['256', '999', '1000', '-1', '1.5', 'x', '/', ':', '1/', '1:', '11/', '11:', '111/', '111:', '1,', ',1'].flatMap(
      (wrong) => [`${wrong} 2 3 4 5`, `1 ${wrong} 3 4 5`, `1 2 3 ${wrong} 5`],
    ),
    ...['256', '999', '1000', '-1', 'x', '/', ':', ',1'].map((wrong) => `1 2 3 4 ${wrong}`),
  ])('are missing or no such numbers: %j', (text) => {
    expect(read(text, 5).read).toBe(-1);
  });
});

test.each<readonly [string, string, string]>([
  ['1 2 3', '4 pixels', '3 pixels'],
  ['1 2\t3  4 5', '4 pixels', '5 pixels'],
  ['', '4 pixels', '0 pixels'],
  ['  ', '4 pixels', '0 pixels'],
  [' 1 2 3 4 x', '4 pixels', '5 pixels'],
  ['x', 'a whole number from 0 to 255 as pixel 1 of 4', '"x"'],
  ['1 2 3 x', 'a whole number from 0 to 255 as pixel 4 of 4', '"x"'],
  ['1 0000255 256 4', 'a whole number from 0 to 255 as pixel 3 of 4', '"256"'],
  ['1 255 1000 4', 'a whole number from 0 to 255 as pixel 3 of 4', '"1000"'],
  ['1 x2 3 4', 'a whole number from 0 to 255 as pixel 2 of 4', '"x2"'],
  ['1 2x 3 4', 'a whole number from 0 to 255 as pixel 2 of 4', '"2x"'],
  [`1 ${'y'.repeat(40)}`, 'a whole number from 0 to 255 as pixel 2 of 4', `"${'y'.repeat(40)}"`],
  [`1 ${'y'.repeat(41)}`, 'a whole number from 0 to 255 as pixel 2 of 4', `"${'y'.repeat(40)}…"`],
])('what is wrong with %j is told', (field, expected, received) => {
  expect(explainPixels(field, 4)).toEqual({ expected, received });
});
