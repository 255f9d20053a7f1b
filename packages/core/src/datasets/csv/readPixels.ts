import { quoteText } from '../malformed';
import { SPACE, TAB, ZERO } from './CsvRow';
import { nextSize } from './readCsvHeader';

const isBlank = (byte: number | undefined): boolean => byte === SPACE || byte === TAB;

/**
 * Parses pixels, numbers from 0 to 255 separated by blanks, from `bytes[start .. end)` into `target` at `offset`. This loop
 * reads every byte of the 301 MB of FER2013, so numbers followed by one space take a path without calls or nested
 * conditions.
 *
 * @returns the position after the last of `count` pixels; -1 if one is missing or out of range. The bytes that follow are not
 *   checked.
 */
export function readPixels(
  bytes: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  offset: number,
  count: number,
): number {
  let at = start;
  let into = offset;
  const last = offset + count - 1;
  // The loop reads up to four bytes ahead. It leaves the last pixel, which no space follows, to parseSlowly.
  const safe = end - 4;
  while (into < last && at < safe) {
    const first = bytes[at]! - ZERO;
    const afterOne = bytes[at + 1]!;
    const afterTwo = bytes[at + 2]!;
    if (first >>> 0 > 9) break;
    if (afterOne === SPACE) {
      target[into] = first;
      into = (into + 1) | 0;
      at = (at + 2) | 0;
      continue;
    }
    const second = (afterOne - ZERO) | 0;
    if (second >>> 0 > 9) break;
    const two = (Math.imul(first, 10) + second) | 0;
    if (afterTwo === SPACE) {
      target[into] = two;
      into = (into + 1) | 0;
      at = (at + 3) | 0;
      continue;
    }
    const third = (afterTwo - ZERO) | 0;
    if (third >>> 0 > 9) break;
    const three = (Math.imul(two, 10) + third) | 0;
    if (bytes[at + 3] !== SPACE || three > 255) break;
    target[into] = three;
    into = (into + 1) | 0;
    at = (at + 4) | 0;
  }
  return parseSlowly(bytes, at, end, target, into, last + 1);
}

/** Continues where the fast path stopped: several blanks, leading zeros, the last pixel, and errors. */
function parseSlowly(
  bytes: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  offset: number,
  stop: number,
): number {
  let at = start;
  for (let into = offset; into < stop; into++) {
    while (at < end && isBlank(bytes[at])) at += 1;
    const first = at;
    let value = 0;
    for (; at < end; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit >>> 0 > 9) break;
      value = value * 10 + digit;
      if (value > 255) return -1;
    }
    if (at === first) return -1;
    target[into] = value;
    if (into < stop - 1 && at < end && !isBlank(bytes[at])) return -1;
  }
  return at;
}

/** Explains why {@link readPixels} rejected a field. */
export function explainPixels(
  field: string,
  count: number,
): { readonly expected: string; readonly received: string; readonly next?: string } {
  const words = field.split(/[ \t]+/).filter((word) => word !== '');
  const bad = words.findIndex((word) => !/^0*[0-9]{1,3}$/.test(word) || Number(word) > 255);
  if (bad >= 0 && bad < count) {
    const expected = `a whole number from 0 to 255 as pixel ${bad + 1} of ${count}`;
    const next = /^\d*\.\d+$/.test(words[bad]!)
      ? 'Save pixels as whole numbers: of shares of white, (255 * pixels).round().astype(int).'
      : /^\[|^\d+,/.test(words[bad]!)
        ? 'Separate the pixels by blanks, without brackets and commas.'
        : undefined;
    return { expected, received: quoteText(words[bad]!), ...(next === undefined ? {} : { next }) };
  }
  // A square image of another size; else some pixels may be missing.
  const isSquare = words.length >= 64 && Number.isInteger(Math.sqrt(words.length));
  const next = isSquare ? { next: nextSize(words.length) } : {};
  return { expected: `${count} pixels`, received: `${words.length} pixels`, ...next };
}
