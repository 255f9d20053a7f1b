import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { reportToCsv } from '@ferkit/core/metrics';
import { AWKWARD_LABELS, exampleReport } from './exampleReport';

type Row = Readonly<Record<'part' | 'metric' | 'label' | 'predicted' | 'from' | 'to' | 'value', string>>;

function rowsOf(csv: string): readonly Row[] {
  return parse(csv, { columns: true, record_delimiter: '\r\n' });
}

it('has one value a line, in full precision, with and without copies', () => {
  const report = exampleReport();
  const rows = rowsOf(reportToCsv(report));
  const find = (part: string, metric: string, label = '', predicted = ''): string | undefined =>
    rows.find((row) => row.part === part && row.metric === metric && row.label === label && row.predicted === predicted)
      ?.value;
  expect(find('report', 'dataset')).toBe('synthetic_faces, test');
  expect(find('report', 'backend')).toBe('wasm');
  expect(Number(find('all', 'loss'))).toBe(report.loss);
  expect(find('all', 'accuracy')).toBe('0.6');
  expect(find('withoutTrainingCopies', 'accuracy')).toBe('0.5');
  expect(Number(find('all', 'recall', 'sad'))).toBe(0.5);
  expect(find('all', 'confusion', 'sad', 'angry')).toBe('1');
  // 4 facts; 8 rates, 4 labels of 5 metrics, 16 counts, 15 bins of 3 values, twice.
  expect(rows).toHaveLength(4 + 2 * (8 + 20 + 16 + 45));
});

it('keeps bins apart by their borders', () => {
  const bins = rowsOf(reportToCsv(exampleReport())).filter(
    ({ part, metric }) => part === 'all' && metric === 'reliability.count',
  );
  expect(bins.map(({ value }) => Number(value)).reduce((sum, count) => sum + count)).toBe(5);
  expect(Number(bins[7]!.from)).toBe(7 / 15);
  expect(bins[7]!.value).toBe('2');
});

it('gives labels with commas, quotes and line breaks back as they are', () => {
  const csv = reportToCsv(exampleReport(AWKWARD_LABELS));
  const labels = rowsOf(csv)
    .filter(({ part, metric }) => part === 'all' && metric === 'precision')
    .map(({ label }) => label);
  expect(labels).toEqual([...AWKWARD_LABELS]);
  expect(csv).toContain('"sad, ""very"""');
  expect(csv.endsWith('\r\n')).toBe(true);
});
