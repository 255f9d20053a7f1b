import { findLabelOrNumber, findSplit } from '../findExpression';
import { findNearest } from '../../findNearest';
import { isImagePath } from '../../imagePaths';
import { malformed, quoteText } from '../malformed';
import { COMMA, type CsvColumn, type CsvRole, TAB } from './CsvRow';

/** The first line of a FER2013 file. */
export interface CsvHeader {
  readonly columns: readonly CsvColumn[];
  /** The byte between two fields. */
  readonly separator: number;
  /** The position of the first column of pixels where each has a column of its own; `columns` has them as one. */
  readonly firstPixel?: number;
  /** True if the file has no header: its first line is a row already. */
  readonly isRow: boolean;
}

const ROLES: Readonly<Record<string, CsvRole>> = {
  emotion: 'emotion',
  label: 'emotion',
  pixels: 'pixels',
  usage: 'usage',
  split: 'usage',
};

/** Names that count where no column has one of the names above. */
const OTHER_ROLES: Readonly<Record<string, CsvRole>> = {
  emotions: 'emotion',
  labels: 'emotion',
  expression: 'emotion',
  class: 'emotion',
  target: 'emotion',
  pixel: 'pixels',
  set: 'usage',
  subset: 'usage',
};

const EXPECTED = 'a header line with the columns "emotion", "pixels" and, where there are splits, "Usage"';

/** Separators of fields. Pixels are separated by blanks. */
const SEPARATORS = [COMMA, ';'.charCodeAt(0), TAB, '|'.charCodeAt(0)];

/**
 * Reads the header line. Columns may be in any order, their names padded, quoted and in any case; unknown columns are ignored. Fields
 * are separated by commas, semicolons, tabs or bars. Without a header, the columns are told by their content.
 * @throws DATASET_MALFORMED without a column of pixels, or if a column repeats
 */
export function readCsvHeader(text: string, source: string, labels: readonly string[], imageSize: number): CsvHeader {
  const separator = findSeparator(text);
  const fields = text.split(String.fromCharCode(separator)).map((name) =>
    name
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  );
  const single = findPixelColumns(fields, source, imageSize);
  const names = single === undefined ? fields : fields.toSpliced(single + 1, imageSize - 1);
  const columns = names.map((name, k): CsvColumn => ({ role: k === single ? 'pixels' : roleOf(name, names), name }));
  const roles = columns.map(({ role }) => role).filter((role) => role !== 'ignored');
  if (!roles.includes('pixels')) {
    const guessed = tellColumns(fields, labels, imageSize);
    if (guessed !== undefined) return { columns: guessed, separator, isRow: true };
    const headless = /^\s*"?\d+"?\s*[,;\t|]/.test(text);
    const next = headless ? 'Put the line "emotion,pixels,Usage" before the first row.' : adviceFor(fields);
    throw malformed({ source, line: 1, expected: EXPECTED, received: quoteText(text), ...(next ? { next } : {}) });
  }
  const misspelt = columns.find(({ role, name }) => role === 'ignored' && meantName(name, roles) !== undefined);
  if (misspelt !== undefined) {
    const next = `Did you mean "${meantName(misspelt.name, roles)!}"? Rename the column if it is another.`;
    throw malformed({ source, line: 1, expected: EXPECTED, received: quoteText(misspelt.name), next });
  }
  if (new Set(roles).size !== roles.length) {
    throw malformed({ source, line: 1, expected: 'each column once', received: quoteText(text) });
  }
  return { columns, separator, isRow: false, ...(single === undefined ? {} : { firstPixel: single }) };
}

/** The column that a name like "Usge" means, where the file has no such column: its rows would all become training samples. */
function meantName(name: string, roles: readonly CsvRole[]): string | undefined {
  const missing = ['emotion', 'pixels', 'Usage'].filter((known) => !roles.includes(known.toLowerCase() as CsvRole));
  const near = findNearest(name, missing);
  return near?.[0]?.toLowerCase() === name[0]?.toLowerCase() ? near : undefined;
}

/** Fewest numbered columns that are taken for pixels, if they are not as many as an image has. */
const LEAST_NUMBERED = 64;

/**
 * Finds columns of single pixels: `p0`, `p1`, ... or `pixel_1`, `pixel_2`, ... or `0`, `1`, ...
 * @returns the position of the first of them; undefined without them
 * @throws DATASET_MALFORMED if there are more or fewer of them than pixels
 */
function findPixelColumns(fields: readonly string[], source: string, imageSize: number): number | undefined {
  const numbers = fields.map((name) => Number(/^(?:p|px|pix|pixels?)?[-_ ]?(\d{1,7})$/i.exec(name)?.[1] ?? NaN));
  const first = numbers.findIndex((number, k) => number + 1 === numbers[k + 1]);
  if (first < 0 || imageSize < 2) return undefined;
  let end = first + 1;
  while (numbers[end] === numbers[end - 1]! + 1) end += 1;
  const count = end - first;
  if (count === imageSize && (count >= LEAST_NUMBERED || /^p/i.test(fields[first]!))) return first;
  if (count < LEAST_NUMBERED || fields.some((name) => ROLES[name.toLowerCase()] === 'pixels')) return undefined;
  const expected = `${imageSize} columns of pixels`;
  const received = `${count}, from ${quoteText(fields[first]!)} to ${quoteText(fields[end - 1]!)}`;
  throw malformed({ source, line: 1, expected, received, next: nextSize(count) });
}

/** The next step where images have another number of pixels. */
export function nextSize(count: number): string {
  const side = Math.sqrt(count);
  const size = Number.isInteger(side) && side > 0 ? ` to ${side}` : '';
  return `For images of another size set "width" and "height"${size}.`;
}

/** The most frequent separator; a comma if there is none. */
function findSeparator(text: string): number {
  const plain = text.replace(/"[^"]*"/g, '');
  const counts = SEPARATORS.map((separator) => plain.split(String.fromCharCode(separator)).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))]!;
}

function roleOf(name: string, names: readonly string[]): CsvRole {
  const key = name.toLowerCase();
  if (Object.hasOwn(ROLES, key)) return ROLES[key]!;
  if (!Object.hasOwn(OTHER_ROLES, key)) return 'ignored';
  const role = OTHER_ROLES[key]!;
  const isNamed = names.some((other) => ROLES[other.toLowerCase()] === role);
  return isNamed ? 'ignored' : role;
}

/** Tells the columns of a file without a header by its first row; undefined unless there is one way to do so. */
function tellColumns(fields: readonly string[], labels: readonly string[], imageSize: number): CsvColumn[] | undefined {
  if (imageSize < 2) return undefined;
  const roles = fields.map((field): CsvRole => {
    if (field.split(/\s+/).length === imageSize && /^[\d\s]+$/.test(field)) return 'pixels';
    if (findSplit(field) >= 0) return 'usage';
    return findLabelOrNumber(labels, field) >= 0 || /^\d{1,3}$/.test(field) ? 'emotion' : 'ignored';
  });
  const count = (role: CsvRole): number => roles.filter((other) => other === role).length;
  if (count('pixels') !== 1 || count('emotion') > 1 || count('usage') > 1 || count('ignored') > 0) return undefined;
  const names: Readonly<Record<CsvRole, string>> = {
    emotion: 'emotion',
    pixels: 'pixels',
    usage: 'Usage',
    ignored: '',
  };
  return roles.map((role) => ({ role, name: names[role] }));
}

/** The next step for a file that is a list of image files. */
function adviceFor(fields: readonly string[]): string | undefined {
  const isList = fields.some(
    (field) => /^(path|file|file_?name|image|img|.*file_?path)$/i.test(field) || isImagePath(field),
  );
  if (!isList) return undefined;
  return 'To read a list of image files, open the folder that holds the images and the list, and name the list in the option "labelFile".';
}
