import { expect, test } from 'vitest';
import { permutation } from '#core/random';
import { createRandom } from '@ferkit/core/datasets';

test('a key always gives the same stream, on every platform', () => {
  const random = createRandom(2013, 1);
  expect(Array.from({ length: 5 }, () => random.integer(1_000_000))).toMatchInlineSnapshot(`
    [
      826251,
      800402,
      850341,
      542157,
      364828,
    ]
  `);
});

test('neighbouring keys give streams that have nothing in common', () => {
  const first = new Set(
    Array.from({ length: 2000 }, (_, key) => createRandom(key).next()).concat(
      Array.from({ length: 2000 }, (_, key) => createRandom(0, key).next()),
    ),
  );
  // Two keys fold into one only for (0) and none here: all first numbers differ but for chance, 2^-32 a pair.
  expect(first.size).toBe(4000);
});

test('numbers are even, and normal draws are normal', () => {
  const random = createRandom(5);
  const size = 100_000;
  const bins = new Uint32Array(20);
  let sum = 0;
  let squares = 0;
  for (let draw = 0; draw < size; draw++) {
    bins[Math.floor(random.next() * bins.length)]!++;
    const normal = random.normal();
    sum += normal;
    squares += normal ** 2;
  }
  const expected = size / bins.length;
  const chiSquare = bins.reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
  // The 99.9 % point of chi-square with 19 degrees of freedom.
  expect(chiSquare).toBeLessThan(43.82);
  expect(Math.abs(sum / size)).toBeLessThan(4 / Math.sqrt(size));
  expect(Math.abs(squares / size - 1)).toBeLessThan(4 * Math.sqrt(2 / size));
});

test('a permutation has every number once, and every place is as likely', () => {
  const order = permutation(1000, createRandom(1));
  expect(new Set(order).size).toBe(1000);
  const firsts = new Uint32Array(4);
  for (let key = 0; key < 4000; key++) firsts[permutation(4, createRandom(key))[0]!]!++;
  for (const count of firsts) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(750));
});
