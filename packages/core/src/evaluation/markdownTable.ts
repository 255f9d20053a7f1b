/**
 * Lays out a Markdown table whose columns also line up in plain text: the first to the left, all others to the right.
 * @param rows - escaped cells; the first row is the header
 */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head.map(pad)), line(rule), ...rows.slice(1).map((row) => line(row.map(pad)))].join('\n');
}
