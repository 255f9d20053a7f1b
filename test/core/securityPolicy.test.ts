import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('SECURITY.md calls on tests that are there', () => {
  const policy = readFileSync(new URL('../../SECURITY.md', import.meta.url), 'utf8');
  const named = [...policy.matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path!);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([]);
});
