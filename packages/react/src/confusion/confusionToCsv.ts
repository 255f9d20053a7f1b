import type { ConfusionView } from './ConfusionView';

/**
 * A confusion matrix as CSV (RFC 4180): counts with true labels in rows and predicted labels in columns, whatever the view
 * shows, and totals, recall and precision in full precision at the margins; undefined values are empty.
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

/** Quotes a value if CSV requires it. */
function toField(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
