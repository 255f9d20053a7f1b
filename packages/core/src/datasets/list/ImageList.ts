import { EIGHT_EXPRESSIONS, findLabel, findSplit } from '../findExpression';
import type { ImageBox } from '../folder/readImages';
import { baseName, foldersOf, isImagePath } from '../../imagePaths';
import { AFFECT_NET, EXP_W, type LabelNumbering, RAF_DB } from './LabelNumbering';
import type { TableRow } from './parseTable';

/** A row of an {@link ImageList}: an image file and its label. */
export interface ListRow {
  /** From 1. */
  readonly line: number;
  /** As in the list, with forward slashes. */
  readonly path: string;
  /** A word or a number; empty if the row has none. Absent if the list has votes. */
  readonly label?: string;
  /** One text for each of {@link ImageList.choices}. */
  readonly votes?: readonly string[];
  /** The number of its split; -1 if the row does not tell it. */
  readonly split: number;
  /** The text of the column of splits, where it names none. */
  readonly unknownSplit?: string;
  readonly group?: string;
  /** The numbers that tell where the face is, as texts. */
  readonly box?: readonly string[];
}

/** A list of image files with their labels. */
export interface ImageList {
  readonly rows: readonly ListRow[];
  /** False if the list has no column of labels. */
  readonly labeled: boolean;
  /** Names of the column of labels and of paths, or their numbers from 1. */
  readonly labelColumn: string | number;
  /** The numbering of a known data set. */
  readonly numbering?: LabelNumbering;
  /** The choices of voters. */
  readonly choices?: readonly string[];
  /** Makes a box of the texts of a row; undefined if they are no numbers. */
  readonly toBox?: (numbers: readonly number[]) => ImageBox;
}

/** Names of columns of persons, written as {@link NAMES}. */
export const PERSON_COLUMNS: readonly string[] =
  'subject subjectid person personid participant participantid identity identityid actor actorid'.split(' ');

/** Names of columns, in lower case without other characters than letters and digits; the first that occurs counts. */
const NAMES = {
  path: (
    'path filepath file filename imagepath imgpath image imagename imagefile images img imgname pth subdirectoryfilepath ' +
    'picture photo name imageid id'
  ).split(' '),
  label: (
    'emotion label expression emotionlabel expressionlabel labelname class classname category target emotions labels ' +
    'expressions labelid classid emotionid y'
  ).split(' '),
  split: 'usage split set subset partition'.split(' '),
  group: PERSON_COLUMNS,
};

/** The choices of FER+'s voters in the order of `label.csv`. */
const FER_PLUS_CHOICES = [
  'neutral',
  'happiness',
  'surprise',
  'sadness',
  'anger',
  'disgust',
  'fear',
  'contempt',
  'unknown',
  'NF',
];

/** The columns of ExpW's `label.lst`. */
const EXP_W_COLUMNS = ['image', 'faceid', 'top', 'left', 'right', 'bottom', 'confidence', 'expression'];

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text);

/** Interprets a table as a list of image files; undefined if no column holds their names. */
export function interpretTable(table: readonly TableRow[]): ImageList | undefined {
  const [first, second] = table;
  if (first === undefined) return undefined;
  const hasHeader = !first.cells.some(isImagePath) && !first.cells.every(isNumber);
  const header = hasHeader ? first.cells : [];
  const rows = hasHeader ? table.slice(1) : table;
  const sample = rows.slice(0, 20);
  const find = (role: keyof typeof NAMES): number => {
    const names = header.map(plain);
    return NAMES[role].map((name) => names.indexOf(name)).find((column) => column >= 0) ?? -1;
  };
  const isPath = (column: number): boolean =>
    sample.length > 0 && sample.filter(({ cells }) => isImagePath(cells[column] ?? '')).length * 2 > sample.length;
  const columns = (second ?? first).cells.map((_, column) => column);
  const path = columns.find(isPath) ?? find('path');
  // Rows with pixels are those of a FER2013 file.
  if (path < 0 || header.some((name) => plain(name) === 'pixels')) return undefined;
  return readColumns({ header, rows, columns, path, find });
}

interface Layout {
  readonly header: readonly string[];
  readonly rows: readonly TableRow[];
  readonly columns: readonly number[];
  readonly path: number;
  readonly find: (role: keyof typeof NAMES) => number;
}

function readColumns({ header, rows, columns, path, find }: Layout): ImageList {
  const [first] = rows;
  const cellsOf = first?.cells ?? [];
  const others = columns.filter((column) => column !== path);
  const hasHeader = header.length > 0;
  const namesSplits = (column: number): boolean => rows.some(({ cells }) => findSplit(cells[column] ?? '') >= 0);
  const split = hasHeader
    ? ([find('split')].find(namesSplits) ?? -1)
    : (others.find((column) => rows.every(({ cells }) => findSplit(cells[column] ?? '') >= 0)) ?? -1);
  const group = find('group');
  const list = { split, group, path, rows };

  const named = header.flatMap((name, column) =>
    findLabel([...EIGHT_EXPRESSIONS, 'unknown', 'nf'], name) >= 0 ? [column] : [],
  );
  if (named.length >= 2 && find('label') < 0)
    return withVotes(
      list,
      named,
      named.map((column) => header[column]!),
    );
  const numbers = others.slice(-FER_PLUS_CHOICES.length);
  const isFerPlus =
    !hasHeader && others.length === FER_PLUS_CHOICES.length + 1 && /^\(.*\)$/.test(cellsOf[others[0]!] ?? '');
  if (isFerPlus) return withVotes(list, numbers, FER_PLUS_CHOICES, others[0]);

  const isExpW =
    !hasHeader && columns.length === EXP_W_COLUMNS.length && others.every((column) => isNumber(cellsOf[column] ?? ''));
  if (isExpW) {
    const box = { columns: [3, 2, 4, 5], toBox: cornersToBox };
    return { ...withLabels(list, EXP_W_COLUMNS.length - 1, header, box), numbering: EXP_W };
  }
  const label = hasHeader
    ? find('label')
    : tellLabel(
        others.filter((column) => column !== split),
        rows,
      );
  const names = header.map(plain);
  const corners = ['facex', 'facey', 'facewidth', 'faceheight'].map((name) => names.indexOf(name));
  const box = corners.includes(-1) ? undefined : { columns: corners, toBox: sidesToBox };
  const result = withLabels(list, label, header, box);
  const isAffectNet =
    names.includes('subdirectoryfilepath') ||
    (names.includes('valence') && names.includes('arousal') && names.includes('expression'));
  if (isAffectNet) return { ...result, numbering: AFFECT_NET };
  const isRafDb =
    rows.length > 0 &&
    result.rows.every(
      (row) => /^(train|test)_\d{3,}(_aligned)?(\.\w+)?$/i.test(baseName(row.path)) && /^[1-7]$/.test(row.label ?? ''),
    );
  return isRafDb ? { ...result, numbering: RAF_DB } : result;
}

/** The column of labels of a list without a header: the only one, else the only one of words or of small numbers. */
function tellLabel(columns: readonly number[], rows: readonly TableRow[]): number {
  if (columns.length === 1) return columns[0]!;
  const fits = (test: (cell: string) => boolean): number[] =>
    columns.filter((column) => rows.slice(0, 200).every(({ cells }) => test(cells[column] ?? '')));
  const words = fits((cell) => findLabel(EIGHT_EXPRESSIONS, cell) >= 0);
  const numbers = fits((cell) => /^\d{1,2}$/.test(cell));
  return words.length === 1 ? words[0]! : words.length === 0 && numbers.length === 1 ? numbers[0]! : -1;
}

interface ListColumns {
  readonly path: number;
  readonly split: number;
  readonly group: number;
  readonly rows: readonly TableRow[];
}

interface BoxColumns {
  readonly columns: readonly number[];
  readonly toBox: (numbers: readonly number[]) => ImageBox;
}

function commonFields({ path, split, group }: ListColumns, { line, cells }: TableRow): ListRow {
  const file = (cells[path] ?? '').replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  const prefix = /^(train|test|val)_/i.exec(baseName(file))?.[1] ?? '';
  const own = split < 0 ? -1 : findSplit(cells[split] ?? '');
  const ofPath =
    foldersOf(file)
      .map(findSplit)
      .find((found) => found >= 0) ?? findSplit(prefix);
  const unknown = split >= 0 && own < 0 && (cells[split] ?? '') !== '';
  const person = group < 0 ? '' : (cells[group] ?? '');
  return {
    line,
    path: file,
    split: own >= 0 ? own : ofPath,
    ...(unknown ? { unknownSplit: cells[split]! } : {}),
    ...(person === '' ? {} : { group: person }),
  };
}

function withLabels(list: ListColumns, label: number, header: readonly string[], box?: BoxColumns): ImageList {
  const rows = list.rows.map((row): ListRow => {
    const fields = { ...commonFields(list, row), label: label < 0 ? '' : (row.cells[label] ?? '') };
    return box === undefined ? fields : { ...fields, box: box.columns.map((column) => row.cells[column] ?? '') };
  });
  const labelColumn = header[label] ?? label + 1;
  return { rows, labeled: label >= 0, labelColumn, ...(box === undefined ? {} : { toBox: box.toBox }) };
}

function withVotes(list: ListColumns, columns: readonly number[], choices: readonly string[], box?: number): ImageList {
  const rows = list.rows.map((row): ListRow => {
    const votes = columns.map((column) => row.cells[column] ?? '');
    const fields = { ...commonFields(list, row), votes };
    return box === undefined ? fields : { ...fields, box: (row.cells[box] ?? '').replace(/[()\s]/g, '').split(',') };
  });
  const toBox = box === undefined ? {} : { toBox: cornersToBox };
  return { rows, labeled: true, labelColumn: columns[0]! + 1, choices, ...toBox };
}

/** Left, top, right and bottom. */
function cornersToBox([x = NaN, y = NaN, right = NaN, bottom = NaN]: readonly number[]): ImageBox {
  return { x, y, width: right - x, height: bottom - y };
}

function sidesToBox([x = NaN, y = NaN, width = NaN, height = NaN]: readonly number[]): ImageBox {
  return { x, y, width, height };
}
