/** A line of a table, divided into its cells. */
export interface TableRow {
  /** From 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Number of lines that tell the separator. */
const SAMPLE = 50;

/**
 * Divides a text into the cells of a table. Cells are separated by commas, semicolons, tabs, bars or blanks: by the first of them that
 * divides all of the first lines alike. A cell in quotes may hold separators. Blank lines, and comments after `#`, are left out.
 */
export function parseTable(text: string): readonly TableRow[] {
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .map((content, k) => ({ content, line: k + 1 }))
    .filter(({ content }) => content.trim() !== '' && !content.startsWith('#'));
  const sample = lines.slice(0, SAMPLE).map(({ content }) => content);
  const split = [',', ';', '\t', '|'].map(dividerOf).find((divide) => dividesAlike(sample, divide)) ?? blanksOf(sample);
  return lines.map(({ content, line }) => ({ line, cells: split(content) }));
}

type Divide = (line: string) => readonly string[];

function dividesAlike(sample: readonly string[], divide: Divide): boolean {
  const counts = new Set(sample.map((line) => divide(line).length));
  return counts.size === 1 && !counts.has(1);
}

const dividerOf =
  (separator: string): Divide =>
  (line) => {
    const cells: string[] = [];
    let cell = '';
    let quoted = false;
    for (let at = 0; at < line.length; at++) {
      const letter = line[at]!;
      if (letter === '"' && quoted && line[at + 1] === '"') cell += line[++at]!;
      else if (letter === '"' && (quoted || cell.trim() === '')) quoted = !quoted;
      else if (letter === separator && !quoted) {
        cells.push(cell.trim());
        cell = '';
      } else cell += letter;
    }
    return [...cells, cell.trim()];
  };

/** Divides at blanks. File names with blanks leave lines of unequal numbers of cells: then only the last cell is divided from the rest. */
function blanksOf(sample: readonly string[]): Divide {
  const all: Divide = (line) => line.trim().split(/\s+/);
  if (dividesAlike(sample, all)) return all;
  return (line) => {
    const match = /^(.*\S)\s+(\S+)$/.exec(line.trim());
    return match === null ? [line.trim()] : [match[1]!, match[2]!];
  };
}
