import {
  COMMA,
  type CsvRow,
  findLabel,
  findUsage,
  NEWLINE,
  type PixelTarget,
  QUOTE,
  RETURN,
  type RowLayout,
  skipBlanks,
} from './CsvRow';
import { readPixels } from './readPixels';

/**
 * Reads a row as good files have them, and finds its end on the way.
 * @returns the position of its line feed; -1 where the row is not whole, not plain or not good, which is for
 *   `readCsvRow` to tell
 */
export function readQuickRow(
  { columns, labels, imageSize }: RowLayout,
  bytes: Uint8Array,
  start: number,
  { pixels, offset }: PixelTarget,
  row: CsvRow,
): number {
  const end = bytes.length;
  let at = start;
  for (let c = 0; c < columns.length; c++) {
    if (c > 0) {
      if (bytes[at] !== COMMA) return -1;
      at += 1;
    }
    at = skipBlanks(bytes, at, end);
    const { role } = columns[c]!;
    if (role === 'pixels') {
      const quotes = bytes[at] === QUOTE ? 1 : 0;
      at = readPixels(bytes, at + quotes, end, pixels, offset, imageSize);
      if (at < 0 || (quotes === 1 && bytes[at] !== QUOTE)) return -1;
      at += quotes;
      continue;
    }
    const from = at;
    while (at < end && bytes[at] !== COMMA && bytes[at] !== NEWLINE && bytes[at] !== RETURN) at += 1;
    if (at === end || bytes[from] === QUOTE) return -1;
    if (role === 'emotion') row.label = findLabel(bytes, from, at, labels);
    else if (role === 'usage') row.split = findUsage(bytes, from, at);
    if ((role === 'emotion' && row.label < 0) || (role === 'usage' && row.split < 0)) return -1;
  }
  if (bytes[at] === RETURN) at += 1;
  return bytes[at] === NEWLINE ? at : -1;
}
