import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import report from '../../stories/fixtures/bundledReport.json';

/** The names that the README gives the rows of docs/robustness.md. */
const readmeNames: Readonly<Record<string, string>> = {
  'noise of 10 grey levels': 'noise 10',
  'blur of 0.8 pixels': 'blur 0.8',
  'a face of 24 pixels': 'downscale 24',
  'JPEG of quality 30': 'jpeg 30',
  dark: 'dark 1.8',
  'low contrast': 'contrast 0.35',
  'a patch of 14 pixels': 'patch 14',
  'mean of all 16 corruptions': 'mean of 16',
  'their mean calibration error (ECE)': 'ECE mean',
};

const { corruptions, mean } = report.robustness;
const percent = (share: number): string => (100 * share).toFixed(1);
/** ferkit's figures by row, of the report that `scripts/writeModelCard.mjs` writes. */
const measured: Readonly<Record<string, string>> = {
  clean: percent(report.accuracy),
  ...Object.fromEntries(corruptions.map(({ kind, strength, accuracy }) => [`${kind} ${strength}`, percent(accuracy)])),
  [`mean of ${corruptions.length}`]: percent(mean.accuracy),
  'ECE clean': report.ece.toFixed(3),
  'ECE mean': mean.ece.toFixed(3),
};

/** The rows of the table whose head names ferkit, human and face-api: ferkit's figure by name. */
async function readTable(path: string): Promise<Record<string, string>> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  const head = lines.findIndex((line) => /^\| accuracy, %.*ferkit.*human.*face-api/.test(line));
  const end = lines.findIndex((line, at) => at > head && !line.startsWith('|'));
  return Object.fromEntries(
    lines.slice(head + 2, end).map((line) => {
      const [, name = '', ours = ''] = line.split('|').map((cell) => cell.trim());
      return [name, ours];
    }),
  );
}

test('docs/robustness.md has the figures of the bundled model as it is', async () => {
  expect(await readTable('docs/robustness.md')).toEqual(measured);
});

test('the README has the same figures, under names for readers', async () => {
  const rows = await readTable('README.md');
  expect(Object.keys(rows)).toEqual(['clean', ...Object.keys(readmeNames)]);
  for (const [name, figure] of Object.entries(rows)) expect(figure, name).toBe(measured[readmeNames[name] ?? name]);
});
