import { EXPRESSIONS } from '../../labels';
import type { ByteSource } from '../../platform/Platform';
import type { ReadDatasetOptions } from '../OpenDatasetOptions';
import { findLabelOrNumber } from '../findExpression';
import { malformed, quoteText } from '../malformed';
import { readText } from '../sources/DataStream';
import { unknownLabel } from './readCsvRow';

/**
 * Reads label numbers from a separate file: one number or name per line, or a CSV with a column "emotion" or "label". Other
 * header lines are skipped.
 * @throws DATASET_MALFORMED, SOURCE_UNREADABLE
 */
export async function readLabelColumn(source: ByteSource, options: ReadDatasetOptions): Promise<readonly number[]> {
  const labels = options.labels === 'auto' ? EXPRESSIONS : options.labels;
  const { name, lines } = await readText(source, options);
  const cells = lines.map((line) => line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')));
  const first = cells[0]!;
  const header = first.map((cell) => cell.toLowerCase());
  const column = Math.max(header.indexOf('emotion'), header.indexOf('label'), 0);
  // A number out of range is no header.
  const headed = findLabelOrNumber(labels, first[column]!) < 0 && !/^-?\d+$/.test(first[column]!);
  return cells.slice(headed ? 1 : 0).map((row, k) => {
    const word = row[column] ?? '';
    const index = findLabelOrNumber(labels, word);
    if (index >= 0) return index;
    throw malformed({
      source: name,
      line: k + (headed ? 2 : 1),
      column: column + 1,
      received: quoteText(word),
      ...unknownLabel(labels, quoteText(word)),
    });
  });
}
