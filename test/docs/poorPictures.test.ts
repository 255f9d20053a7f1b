import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { augmentPoorFaces, type AugmentRange, CORRUPTION_KINDS, standardCorruptions } from '@ferkit/core/datasets';

/** The first and the third column of a table whose first column has names in code. */
function readRows(page: string): (readonly [name: string, third: string])[] {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^\| `(\w+)` +\|[^|]+\| ([^|]+?) +\|/gm)].map(([, name, third]) => [name!, third!]);
}

test('docs/robustness.md lists each kind of corruption, with its strengths in the standard list', () => {
  const strengthsOf = (name: string): string =>
    standardCorruptions.flatMap(({ kind, strength }) => (kind === name ? [strength] : [])).join(', ');
  expect(readRows('robustness.md')).toEqual(CORRUPTION_KINDS.map((kind) => [kind, strengthsOf(kind)]));
});

test('docs/training.md lists each degradation, with its amounts in augmentPoorFaces', () => {
  const amounts = Object.entries(augmentPoorFaces as Readonly<Record<string, AugmentRange>>);
  expect(readRows('training.md')).toEqual(
    amounts.map(([name, { probability, from, to }]) => [name, `${Math.round(100 * probability)} %, ${from} to ${to}`]),
  );
});
