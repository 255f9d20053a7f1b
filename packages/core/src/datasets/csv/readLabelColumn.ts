import { EXPRESSIONS } from '../../labels';
import type { ByteSource } from '../../platform/Platform';
import type { ReadDatasetOptions } from '../OpenDatasetOptions';
import { findExpression } from '../findExpression';
import { malformed, quoteText } from '../malformed';
import { readText } from '../sources/DataStream';

/**
 * Reads label numbers from a separate file: one number or name per line, or a CSV with a column "emotion" or "label". Other
 * header lines are skipped.
 * @throws DATASET_MALFORMED, SOURCE_UNREADABLE
 */
export async function readLabelColumn(source: ByteSource, options: ReadDatasetOptions): Promise<readonly number[]> {
  const labels = options.labels === 'auto' ? EXPRESSIONS : options.labels;
  const { name, lines } = await readText(source, options);
  const numberOf = (word: string): number =>
    /^\d{1,3}$/.test(word) ? Number(word) : labels.indexOf(findExpression(word) ?? word);
  const cells = lines.map((line) => line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')));
  const first = cells[0]!;
  const header = first.map((cell) => cell.toLowerCase());
  const column = Math.max(header.indexOf('emotion'), header.indexOf('label'), 0);
  const headed = numberOf(first[column]!) < 0;
  return cells.slice(headed ? 1 : 0).map((row, k) => {
    const word = row[column] ?? '';
    const index = numberOf(word);
    if (index >= 0 && index < labels.length) return index;
    throw malformed({
      source: name,
      line: k + (headed ? 2 : 1),
      column: column + 1,
      expected: `a whole number from 0 to ${labels.length - 1}, or a label's name`,
      received: quoteText(word),
    });
  });
}
