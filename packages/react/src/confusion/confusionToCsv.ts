import type { ConfusionView } from './ConfusionView';

const toField = (value: string | number): string =>
  /[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);

/**
 * A confusion matrix as CSV (RFC 4180): true labels down, predicted ones across, the counts whatever is shown, and
 * recall, precision and their sums at the edges in full precision; empty where there is no quotient.
 *
 * @example
 * ```ts
 * const csv = confusionToCsv(buildConfusionView(report));
 * ```
 */
export function confusionToCsv({ labels, rows, samples, accuracy }: ConfusionView): string {
  const lines: (string | number)[][] = [
    ['true \\ predicted', ...labels.map(({ name }) => name), 'total', 'recall'],
    ...rows.map((cells, row) => {
      const { name, support, recall } = labels[row]!;
      return [name, ...cells.map(({ count }) => count), support, recall ?? ''];
    }),
    ['total', ...labels.map(({ predicted }) => predicted), samples, ''],
    ['precision', ...labels.map(({ precision }) => precision ?? ''), '', accuracy],
  ];
  return lines.map((line) => `${line.map(toField).join(',')}\r\n`).join('');
}
