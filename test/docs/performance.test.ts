import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readResults, renderPerformance } from '../../bench/performance.mjs';

const page = await readFile('docs/performance.md', 'utf8');

test('docs/performance.md and its charts are what `node bench/performance.mjs` writes from bench/results', async () => {
  const { text, charts } = await renderPerformance(page);
  expect(text).toBe(page);
  for (const [name, chart] of Object.entries(charts)) {
    expect(await readFile(`docs/performance/${name}.svg`, 'utf8')).toBe(chart);
  }
  expect(readdirSync('docs/performance').sort()).toEqual(
    Object.keys(charts)
      .sort()
      .map((name) => `${name}.svg`),
  );
});

test('every bench that has kept figures stands on the page', () => {
  for (const file of readdirSync('bench/results')) {
    const name = file.replace('.json', '');
    expect(readResults(name).length, file).toBeGreaterThan(0);
    expect(page).toContain(`figures of bench/${name}.mjs`);
  }
});
