import type { Scores } from '../../index';
import { formatCount } from './formatNumber';
import type { Style } from './Style';
import { formatTable } from './formatTable';

const percent = (share: number): string => (100 * share).toFixed(1);

/** A report's rates as a table: one line for each label, then their mean and the whole. All in percent. */
export function renderScores(
  { perLabel, confusion, balancedAccuracy, macroF1, accuracy, samples }: Scores,
  style: Style,
): string[] {
  // In the order of the labels, which an object does not keep for names that are numbers.
  const rows = confusion.labels.map((label) => {
    const { precision, recall, f1, support } = perLabel[label]!;
    return [label, percent(precision), percent(recall), percent(f1), formatCount(support)];
  });
  const lines = formatTable(
    [
      ['', 'precision %', 'recall %', 'F1 %', 'support'],
      ...rows,
      ['mean of labels', '', percent(balancedAccuracy), percent(macroF1), ''],
      ['accuracy', '', '', percent(accuracy), formatCount(samples)],
    ],
    'lrrrr',
  );
  return lines.map((line, index) => (index === 0 ? style.dim(line) : index > rows.length ? style.bold(line) : line));
}
