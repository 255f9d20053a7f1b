import type { Abortable } from '../../abortable';
import type { ByteSource } from '../../platform/Platform';
import { Dataset } from '../Dataset';
import type { DatasetColumns } from '../DatasetColumns';
import { selectSamples } from '../derive/selectSamples';
import { findExpression } from '../findExpression';
import { malformed, quoteText } from '../malformed';
import { optionInvalid } from '../optionInvalid';
import { readText } from '../sources/DataStream';

/** Options of {@link joinFerPlus}. */
export interface FerPlusOptions {
  /**
   * What becomes of the votes: `soft` gives label distributions for training and leaves the labels as they are; `hard`
   * replaces each label by the one with most votes; `both` does both.
   * @default 'soft'
   */
  readonly targets: 'soft' | 'hard' | 'both';
  /**
   * Whether samples are dropped that more voters call "not a face" than any one expression.
   * @default true
   */
  readonly dropNotFace: boolean;
  /**
   * Whether samples are dropped that more voters call unknown, or an expression that the dataset has no label for
   * (contempt), than any one of its labels. Otherwise such votes are left out, as those of a voter who did not come.
   * @default false
   */
  readonly dropOther: boolean;
  /**
   * Whether an expression with one vote counts as none, as in the reference code of FER+, where another has more.
   * @default false
   */
  readonly ignoreSingleVotes: boolean;
}

/** The defaults of {@link FerPlusOptions}. */
export const ferPlusDefaults: FerPlusOptions = {
  targets: 'soft',
  dropNotFace: true,
  dropOther: false,
  ignoreSingleVotes: false,
};

/**
 * Joins the votes of FER+ to FER2013: ten people voted on each image, and their votes tell more than one label. They are
 * joined by row number: row k of `fer2013new.csv` is about row k of `fer2013.csv`, while its image names do not follow
 * the rows. So the dataset must come from the whole file; selections of it are fine, because they keep row numbers, but
 * take classes together only after joining.
 *
 * Votes for "unknown", for "not a face", and for expressions that the dataset has no label for are left out of a
 * distribution and the rest is scaled to 1. A sample that is kept without any vote for its labels keeps its own label.
 * Ties for most votes go to the sample's own label, else to the first.
 *
 * Source: E. Barsoum et al., "Training Deep Networks for Facial Expression Recognition with Crowd-Sourced Label
 * Distribution" (2016), https://arxiv.org/abs/1608.01041.
 *
 * @param source - FER+'s `fer2013new.csv`
 * @throws SOURCE_UNREADABLE, DATASET_MALFORMED, OPTION_INVALID, DATASET_EMPTY
 *
 * @example
 * ```ts
 * const fer = await openDataset('fer2013.csv');
 * const plus = await joinFerPlus(fer, 'fer2013new.csv', { targets: 'both' });
 * console.log(fer.size - plus.size, 'images are no faces');
 * ```
 */
export async function joinFerPlus(
  dataset: Dataset,
  source: ByteSource,
  options: Partial<FerPlusOptions> & Abortable = {},
): Promise<Dataset> {
  const resolved = { ...ferPlusDefaults, ...options };
  if (!['soft', 'hard', 'both'].includes(resolved.targets)) {
    throw optionInvalid('targets', '"soft", "hard" or "both"', resolved.targets);
  }
  const votes = await readFerPlus(source, options);
  const images = dataset.pixels.length / (dataset.width * dataset.height);
  if (votes.rows !== images) {
    throw malformed({
      source: votes.source,
      expected: `${images} rows, one for each row of "${dataset.name}"`,
      received: `${votes.rows}`,
      next: 'Join the votes to the whole fer2013.csv, or to a selection from it.',
    });
  }
  return new Dataset(join(dataset, votes, resolved));
}

function join(dataset: Dataset, votes: FerPlusVotes, options: FerPlusOptions): DatasetColumns {
  const { labels, size } = dataset;
  const columns = matchChoices(votes, labels);
  const softLabels = new Float32Array(size * labels.length);
  const labelIndices = dataset.labelIndices.slice();
  const kept: number[] = [];
  dataset.rows.forEach((row, k) => {
    const tally = countVotes(votes, row, columns, options.ignoreSingleVotes);
    const most = Math.max(...tally.labels);
    if (options.dropNotFace && tally.notFace > Math.max(most, tally.other)) return;
    if (options.dropOther && tally.other > Math.max(most, tally.notFace)) return;
    kept.push(k);
    const own = labelIndices[k]!;
    if (tally.labels[own]! < most) labelIndices[k] = tally.labels.indexOf(most);
    const sum = tally.labels.reduce((total, count) => total + count, 0);
    if (sum === 0) softLabels[k * labels.length + own] = 1;
    else tally.labels.forEach((count, label) => (softLabels[k * labels.length + label] = count / sum));
  });
  const { name, width, height, pixels, rows, splitIndices } = dataset;
  const joined = { name, labels, width, height, pixels, rows, splitIndices };
  const hard = { ...joined, labelIndices: options.targets === 'soft' ? dataset.labelIndices : labelIndices };
  return selectSamples(options.targets === 'hard' ? hard : { ...hard, softLabels }, kept);
}

interface ChoiceColumns {
  /** The label that each choice votes for; -1 where the dataset has none. */
  readonly labelOf: readonly number[];
  readonly notFace: number;
  /** How many labels the dataset has. */
  readonly labelCount: number;
}

/**
 * Finds the label that each choice of FER+ votes for.
 * @throws DATASET_MALFORMED where an expression has no column; OPTION_INVALID where a label is none that FER+ has votes for
 */
function matchChoices({ source, choices }: FerPlusVotes, labels: readonly string[]): ChoiceColumns {
  const labelOf = choices.map((choice) => {
    const expression = findExpression(choice);
    if (expression === undefined) return labels.indexOf(choice);
    return labels.findIndex((label) => findExpression(label) === expression);
  });
  // A label without a column would lose its votes, and every sample of it would go to other labels.
  const missing = labels.find((_, label) => !labelOf.includes(label));
  if (missing !== undefined) {
    if (findExpression(missing) === undefined) throw optionInvalid('dataset', 'labels that FER+ has votes for', labels);
    const received = choices.join(', ');
    throw malformed({ source, line: 1, expected: `a column of votes for "${missing}"`, received: quoteText(received) });
  }
  const notFace = choices.findIndex((choice) => choice.toLowerCase() === 'nf');
  return { labelOf, notFace, labelCount: labels.length };
}

interface Tally {
  readonly labels: readonly number[];
  readonly notFace: number;
  /** Most votes for one choice that is neither a label nor "not a face". */
  readonly other: number;
}

function countVotes(
  { votes, choices }: FerPlusVotes,
  row: number,
  { labelOf, notFace, labelCount }: ChoiceColumns,
  ignoreSingle: boolean,
): Tally {
  const all = votes.subarray(row * choices.length, (row + 1) * choices.length);
  const least = ignoreSingle && all.some((count) => count > 1) ? 2 : 1;
  const labels = new Array<number>(labelCount).fill(0);
  let other = 0;
  all.forEach((count, choice) => {
    const counted = count < least ? 0 : count;
    const label = labelOf[choice]!;
    if (label >= 0) labels[label]! += counted;
    else if (choice !== notFace) other = Math.max(other, counted);
  });
  return { labels, notFace: all[notFace]!, other };
}

/** The votes of FER+, row by row in the order of FER2013. */
interface FerPlusVotes {
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
async function readFerPlus(source: ByteSource, options: Abortable): Promise<FerPlusVotes> {
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
