import { checkReport } from './checkReport';
import type { EvaluationReport } from './EvaluationReport';

/**
 * The report as JSON text that a person can read: indented, each row of the confusion matrix on one line.
 * @throws REPORT_MALFORMED for what JSON cannot hold, such as NaN
 *
 * @example
 * ```ts
 * await writeFile('report.json', reportToJson(report));
 * ```
 */
export function reportToJson(report: EvaluationReport): string {
  checkReport(report);
  const text = JSON.stringify(report, undefined, 2);
  // A line break never stands inside a JSON string, so this finds lists of numbers only.
  const rows = /\[\n\s+(-?\d[^\n]*(?:\n\s+-?\d[^\n]*)*)\n\s+\]/g;
  return `${text.replace(rows, (_, numbers: string) => `[${numbers.replace(/\n\s+/g, ' ')}]`)}\n`;
}
