import { describe, expect, it, test } from 'vitest';
import { LineSplitter } from '#core/datasets/csv/LineSplitter';

const LIMIT = 5;
const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const toText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Splits a text in chunks of the given size and records the calls. Complete lines that start with q take the fast path. */
function split(text: string, size: number): string[] {
  const told: string[] = [];
  const splitter = new LineSplitter(LIMIT, {
    tryLine: (bytes, start) => {
      const end = bytes[start] === 'q'.charCodeAt(0) ? bytes.indexOf(10, start) : -1;
      if (end >= 0) told.push(`quick ${toText(bytes.subarray(start, end))}`);
      return end;
    },
    onLine: (bytes, start, end, line, ended) =>
      told.push(`${line} ${toText(bytes.subarray(start, end))}${ended ? '' : ' at the end'}`),
    onLongLine: (beginning, line) => told.push(`${line} ${toText(beginning)} and more`),
  });
  const bytes = toBytes(text);
  for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size));
  splitter.finish();
  return told;
}

describe.each([1, 2, 3, 4, 5, 6, 7, 100])('lines that come in chunks of %i bytes', (size) => {
  it.each<readonly [string, readonly string[]]>([
    ['', []],
    ['a', ['1 a at the end']],
    ['a\n', ['1 a']],
    ['\n\na\n\n', ['1 ', '2 ', '3 a', '4 ']],
    ['ab\ncd', ['1 ab', '2 cd at the end']],
    ['ab\r\ncd\r\n\r\n', ['1 ab', '2 cd', '3 ']],
    ['a\rb\n', ['1 a\rb']],
    ['ab\r', ['1 ab at the end']],
    ['abcde\nabcd\r\nx\n', ['1 abcde', '2 abcd', '3 x']],
    ['abcdef\nx\n', ['1 abcde and more', '2 x']],
    ['abcde\r\nx\n', ['1 abcde and more', '2 x']],
    ['x\nabcdefghijklmnopq\nx\ny', ['1 x', '2 abcde and more', '3 x', '4 y at the end']],
    ['x\nabcdefghijk', ['1 x', '2 abcde and more']],
    ['abcdef\nghijkl\nx\n', ['1 abcde and more', '2 ghijk and more', '3 x']],
  ])('are told whole and numbered: %j', (text, told) => {
    expect(split(text, size)).toEqual(told);
  });
});

test('a line that its reader takes beforehand is counted, and the next begins behind it', () => {
  expect(split('q1\na\nq2\nq3\nb\n', 100)).toEqual(['quick q1', '2 a', 'quick q2', 'quick q3', '5 b']);
  // Neither the rest of a line nor what follows a line that is too long is the beginning of one.
  expect(split('aq\nb\n', 1)).toEqual(['1 aq', '2 b']);
  expect(split('abcdefq\nb\n', 7)).toEqual(['1 abcde and more', '2 b']);
  expect(split('abcdeqq\nq\n', 6)).toEqual(['1 abcde and more', 'quick q']);
});
