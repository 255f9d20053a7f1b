import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));

/** The jobs of the table with their cell of ferkit. */
const jobs = readFileSync(join(docs, 'training-compared.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map((cells) => [cells[1]!, cells.at(-2)!] as const);

const links = jobs.flatMap(([job, cell]) =>
  [...cell.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, text, path]) => [job, text!, path!] as const),
);

test('every job has a tested example of ferkit', () => {
  expect(jobs.length).toBeGreaterThan(20);
  expect(jobs.filter(([, cell]) => !cell.includes('](')).map(([job]) => job)).toEqual([]);
});

test.each(links)('%s: the test of %s runs the parts that the cell names', (_, text, path) => {
  const target = join(docs, path);
  expect(existsSync(target)).toBe(true);
  expect(target).toMatch(/\.test\.tsx?$/);
  const program = readFileSync(target, 'utf8');
  const named = [...text.matchAll(/`([^`]+)`/g)].flatMap(([, code]) => code!.match(/--[a-z-]+|[A-Za-z][\w-]*/g) ?? []);
  // Numbers, file names and the name of the program are examples.
  const parts = named.filter((part) => !['ferkit', 'train', 'evaluate', 'photos', 'bundled', 'report'].includes(part));
  expect(parts.filter((part) => !program.includes(part))).toEqual([]);
});
