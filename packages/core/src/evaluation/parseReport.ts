import { FerError } from '../errors';
import { checkReport } from './checkReport';
import type { EvaluationReport } from './EvaluationReport';

/**
 * Reads a report that `reportToJson` wrote.
 * @throws REPORT_MALFORMED with the path of the first field that does not fit
 *
 * @example
 * ```ts
 * const before = parseReport(await readFile('report.json', 'utf8'));
 * console.log(after.accuracy - before.accuracy);
 * ```
 */
export function parseReport(text: string): EvaluationReport {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const received = text === '' ? 'an empty text' : `text that starts with ${JSON.stringify(text.slice(0, 20))}`;
    throw new FerError(
      'REPORT_MALFORMED',
      { field: '', failed: 'The report cannot be read', expected: 'JSON', received },
      { cause },
    );
  }
  checkReport(value);
  return value;
}
