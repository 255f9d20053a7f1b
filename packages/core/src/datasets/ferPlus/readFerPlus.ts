import type { Abortable } from '../../abortable';
import type { ByteSource } from '../../platform/Platform';
import { malformed, quoteText } from '../malformed';
import { readText } from '../sources/readText';

/** The votes of FER+, row by row in the order of FER2013. */
export interface FerPlusVotes {
  /** The file, for messages. */
  readonly source: string;
  /** What could be voted for, as the file calls it: neutral, happiness, ..., contempt, unknown, NF. */
  readonly choices: readonly string[];
  /** rows x choices. */
  readonly votes: Uint8Array;
  readonly rows: number;
}

/** The columns before the votes. */
const FACTS = ['usage', 'image name'];

/**
 * Reads `fer2013new.csv` of FER+.
 * @throws SOURCE_UNREADABLE, DATASET_MALFORMED
 */
export async function readFerPlus(source: ByteSource, options: Abortable): Promise<FerPlusVotes> {
  const { name, lines } = await readText(source, options);
  const first = lines[0]!;
  const header = first.split(',').map((cell) => cell.trim());
  const columns = header.flatMap((cell, index) => (FACTS.includes(cell.toLowerCase()) ? [] : [index]));
  const choices = columns.map((column) => header[column]!);
  if (!choices.some((choice) => choice.toLowerCase() === 'nf')) {
    throw malformed({
      source: name,
      line: 1,
      expected: 'the header "Usage,Image name,neutral,happiness,...,unknown,NF" of fer2013new.csv',
      received: quoteText(first),
    });
  }
  const repeated = header.find((cell, index) => header.indexOf(cell) !== index);
  if (repeated !== undefined) {
    throw malformed({ source: name, line: 1, expected: 'each column once', received: `${quoteText(repeated)} twice` });
  }
  // Looked at before memory is taken: a row without its columns takes a byte of the file and room for all of them here.
  const cellsOf = lines.slice(1).map((line, row) => {
    const cells = line.split(',');
    if (cells.length === header.length) return cells;
    const expected = `${header.length} columns`;
    throw malformed({ source: name, line: row + 2, expected, received: `${cells.length}` });
  });
  const rows = cellsOf.length;
  const votes = new Uint8Array(rows * choices.length);
  cellsOf.forEach((cells, row) => {
    columns.forEach((column, choice) => {
      const cell = cells[column]!.trim();
      const count = Number(cell);
      if (!/^\d+$/.test(cell) || count > 255) {
        const expected = 'a number of votes';
        throw malformed({ source: name, line: row + 2, column: header[column]!, expected, received: quoteText(cell) });
      }
      votes[row * choices.length + choice] = count;
    });
  });
  return { source: name, choices, votes, rows };
}
