import { widthOf } from './showText';
import type { Style } from './Style';

/** Pads a text with spaces to a width on the terminal. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(width - widthOf(text), 0));
  return align === 'left' ? text + space : space + text;
}

/**
 * Formats rows of cells as lines with aligned columns, two spaces apart.
 * @param align - one letter per column, `l` or `r`; its last letter applies to all further columns
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

/** Puts two blocks of lines side by side, vertically centred. */
export function joinColumns(left: readonly string[], right: readonly string[]): string[] {
  const height = Math.max(left.length, right.length);
  const width = Math.max(...left.map(widthOf));
  const centred = (lines: readonly string[], row: number): string =>
    lines[row - Math.floor((height - lines.length) / 2)] ?? '';
  return Array.from({ length: height }, (_, row) =>
    `${pad(centred(left, row), width)}   ${centred(right, row)}`.trimEnd(),
  );
}

/**
 * Draws a progress bar.
 * @param share - in [0, 1]
 */
export function renderBar(share: number, width: number, style: Style): string {
  const filled = Math.round(Math.min(Math.max(share, 0), 1) * width);
  if (style.depth === 'none') return '#'.repeat(filled) + '.'.repeat(width - filled);
  return style.paint('━'.repeat(filled), { foreground: [45, 160, 120] }) + style.dim('─'.repeat(width - filled));
}
