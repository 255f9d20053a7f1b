import { malformed, quoteText } from '../malformed';

/** What a column of a FER2013 file is for. */
export type CsvRole = 'emotion' | 'pixels' | 'usage' | 'ignored';

/** A column of a FER2013 file. */
export interface CsvColumn {
  readonly role: CsvRole;
  /** As the header calls it, without padding and quotes. */
  readonly name: string;
}

const ROLES: Readonly<Record<string, CsvRole>> = {
  emotion: 'emotion',
  label: 'emotion',
  pixels: 'pixels',
  usage: 'usage',
  split: 'usage',
};

const EXPECTED = 'a header line with the columns "emotion", "pixels" and, where there are splits, "Usage"';

/**
 * Reads the header line: columns in any order, names padded, quoted and in any case; others are ignored.
 * @throws DATASET_MALFORMED
 */
export function readCsvHeader(text: string, source: string): readonly CsvColumn[] {
  const names = text.split(',').map((name) =>
    name
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  );
  const columns = names.map((name): CsvColumn => {
    const key = name.toLowerCase();
    return { role: Object.hasOwn(ROLES, key) ? ROLES[key]! : 'ignored', name };
  });
  const roles = columns.map(({ role }) => role).filter((role) => role !== 'ignored');
  if (!roles.includes('pixels')) {
    const headless = /^\s*"?\d+"?\s*,/.test(text);
    const next = headless ? 'Put the line "emotion,pixels,Usage" before the first row.' : undefined;
    throw malformed({ source, line: 1, expected: EXPECTED, received: quoteText(text), ...(next ? { next } : {}) });
  }
  if (new Set(roles).size !== roles.length) {
    throw malformed({ source, line: 1, expected: 'each column once', received: quoteText(text) });
  }
  return columns;
}
