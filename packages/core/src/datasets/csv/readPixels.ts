import { SPACE, TAB } from './CsvRow';

const ZERO = 48;

const isBlank = (byte: number | undefined): boolean => byte === SPACE || byte === TAB;

/**
 * Reads pixels, numbers from 0 to 255 with blanks between them, from `bytes[start .. end)` into `target` at `offset`.
 * This loop sees every byte of the 301 MB of FER2013: numbers followed by one space, which is all there are in a good
 * file, take a path without calls or nested conditions.
 *
 * @returns the position after the last of `count` pixels; -1 where one is missing or no such number. It says nothing
 *   about what follows them.
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
  // The last pixel is followed by something else than a space, and nothing may be read beyond the end.
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
  return readCarefully(bytes, at, end, target, into, last + 1);
}

/** Goes on where the quick path stopped: any number of blanks and leading zeros, the last pixel, and all that is wrong. */
function readCarefully(
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

/** What is wrong with a field of pixels that {@link readPixels} did not take. */
export function explainPixels(field: string, count: number): { readonly expected: string; readonly received: string } {
  const words = field.split(/[ \t]+/).filter((word) => word !== '');
  const bad = words.findIndex((word) => !/^0*[0-9]{1,3}$/.test(word) || Number(word) > 255);
  if (bad >= 0 && bad < count) {
    const word = words[bad]!;
    const shown = word.length > 40 ? `${word.slice(0, 40)}…` : word;
    return {
      expected: `a whole number from 0 to 255 as pixel ${bad + 1} of ${count}`,
      received: JSON.stringify(shown),
    };
  }
  return { expected: `${count} pixels`, received: `${words.length} pixels` };
}
