import { stripVTControlCharacters } from 'node:util';

/** Columns a text takes on a terminal, colours not counted. */
export const widthOf = (text: string): number => stripVTControlCharacters(text).length;

/** Fills a text with spaces up to a width, colours not counted. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(width - widthOf(text), 0));
  return align === 'left' ? text + space : space + text;
}

/**
 * Sets rows of cells as lines whose columns stand under each other, two spaces apart.
 * @param align - one letter a column, `l` or `r`; columns beyond it are like its last letter
 */
export function formatTable(rows: readonly (readonly string[])[], align: string): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column]!, (align[column] ?? align.at(-1)) === 'r' ? 'right' : 'left'))
      .join('  ')
      .trimEnd(),
  );
}
