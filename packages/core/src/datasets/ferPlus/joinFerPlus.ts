import type { Abortable } from '../../abortable';
import {
  describeValue,
  flagRule,
  oneOf,
  optionInvalid,
  type Resolved,
  defaultsOf,
  resolveOptions,
  withDefault,
  type OptionTable,
  signalRule,
  checkOption,
} from '../../options';
import type { ByteSource } from '../../platform/Platform';
import { Dataset, samplesRule } from '../Dataset';
import { type DatasetColumns, imageSizeOf } from '../DatasetColumns';
import { selectSamples } from '../derive/selectSamples';
import { findExpression, findLabel } from '../findExpression';
import { malformed, quoteText } from '../malformed';
import { readText } from '../sources/DataStream';

/** Options of {@link joinFerPlus}. */
export interface FerPlusOptions extends Abortable {
  /**
   * Use of the votes: `soft` adds label distributions for training and keeps the labels; `hard` replaces each label by the
   * one with the most votes; `both` does both.
   * @default 'soft'
   */
  readonly targets?: 'soft' | 'hard' | 'both';
  /**
   * True drops samples for which "not a face" has more votes than every other choice.
   * @default true
   */
  readonly dropNotFace?: boolean;
  /**
   * True drops samples for which "unknown", or an expression without a label in the dataset (contempt), has more votes than
   * every label and than "not a face". False ignores these votes.
   * @default false
   */
  readonly dropOther?: boolean;
  /**
   * True ignores expressions with a single vote, unless no expression has more, as the reference code of FER+ does.
   * @default false
   */
  readonly ignoreSingleVotes?: boolean;
}

export const ferPlusTable: OptionTable<FerPlusOptions, 'targets' | 'dropNotFace' | 'dropOther' | 'ignoreSingleVotes'> =
  {
    targets: withDefault('soft', oneOf('soft', 'hard', 'both')),
    dropNotFace: withDefault(true, flagRule),
    dropOther: withDefault(false, flagRule),
    ignoreSingleVotes: withDefault(false, flagRule),
    signal: signalRule,
  };

/** The defaults of {@link FerPlusOptions}. */
export const ferPlusDefaults: Required<Omit<FerPlusOptions, 'signal'>> = /* @__PURE__ */ defaultsOf(ferPlusTable);

/**
 * Joins the crowd-sourced votes of FER+ (ten for each image) to FER2013. Row k of `fer2013new.csv` belongs to row k of
 * `fer2013.csv`; the image names in the file do not follow the rows. So the dataset must come from the whole
 * `fer2013.csv`, or be a selection from it, which keeps the row numbers. Merge labels after joining.
 *
 * Votes for "unknown", for "not a face", and for expressions without a label in the dataset are excluded, and the others
 * normalized to sum to 1. A sample without votes for the dataset's labels keeps its own label. If several labels have the
 * most votes, a sample keeps its own label if it is one of these, and else gets the first.
 *
 * Source: E. Barsoum et al., "Training Deep Networks for Facial Expression Recognition with Crowd-Sourced Label
 * Distribution" (2016), https://arxiv.org/abs/1608.01041.
 *
 * @param dataset - FER2013, or a selection from it
 * @param source - FER+'s `fer2013new.csv`, plain or gzip
 * @returns the dataset with label distributions (size x labels), with new labels, or with both
 * @throws SOURCE_UNREADABLE if the file cannot be read; DATASET_MALFORMED if it is not FER+'s, or has another number of
 * rows than the dataset's file; OPTION_INVALID if FER+ has no votes for a label; DATASET_EMPTY if all samples are dropped
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
  options: FerPlusOptions = {},
): Promise<Dataset> {
  const resolved = resolveOptions(options, ferPlusTable);
  checkOption('dataset', dataset, samplesRule);
  const votes = await readFerPlus(source, resolved);
  const images = dataset.pixels.length / imageSizeOf(dataset);
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

function join(
  dataset: Dataset,
  votes: FerPlusVotes,
  options: Resolved<FerPlusOptions, keyof typeof ferPlusDefaults>,
): DatasetColumns {
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
  const whole: DatasetColumns = dataset;
  const hard = { ...whole, labelIndices: options.targets === 'soft' ? dataset.labelIndices : labelIndices };
  return selectSamples(options.targets === 'hard' ? hard : { ...hard, softLabels }, kept);
}

interface ChoiceColumns {
  /** The label that each choice votes for; -1 where the dataset has none. */
  readonly labelOf: readonly number[];
  readonly notFace: number;
  /** Number of labels of the dataset. */
  readonly labelCount: number;
}

/**
 * Finds the label that each choice of FER+ votes for.
 * @throws DATASET_MALFORMED if an expression has no column; OPTION_INVALID if FER+ has no votes for a label
 */
function matchChoices({ source, choices }: FerPlusVotes, labels: readonly string[]): ChoiceColumns {
  const labelOf = choices.map((choice) => findLabel(labels, choice));
  // A label without a column would lose its votes, and every sample of it would go to other labels.
  const missing = labels.find((_, label) => !labelOf.includes(label));
  if (missing !== undefined) {
    if (findExpression(missing) === undefined)
      throw optionInvalid('dataset', 'labels that FER+ has votes for', describeValue(labels));
    const received = choices.join(', ');
    throw malformed({ source, line: 1, expected: `a column of votes for "${missing}"`, received: quoteText(received) });
  }
  const notFace = choices.findIndex((choice) => choice.toLowerCase() === 'nf');
  return { labelOf, notFace, labelCount: labels.length };
}

interface Tally {
  readonly labels: readonly number[];
  readonly notFace: number;
  /** The most votes for one choice that is neither a label nor "not a face". */
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
  /** Name of the file, for messages. */
  readonly source: string;
  /** The choices of a voter, as the file names them: neutral, happiness, ..., contempt, unknown, NF. */
  readonly choices: readonly string[];
  /** rows x choices. */
  readonly votes: Uint8Array;
  readonly rows: number;
}

/** The columns that hold no votes. */
const OTHER_COLUMNS = ['usage', 'image name'];

/**
 * Reads `fer2013new.csv` of FER+.
 * @throws SOURCE_UNREADABLE, DATASET_MALFORMED
 */
async function readFerPlus(source: ByteSource, options: Abortable): Promise<FerPlusVotes> {
  const { name, lines } = await readText(source, options);
  const first = lines[0]!;
  const header = first.split(',').map((cell) => cell.trim());
  const columns = header.flatMap((cell, index) => (OTHER_COLUMNS.includes(cell.toLowerCase()) ? [] : [index]));
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
  // Checked before the allocation: a file of empty lines would otherwise allocate all columns for each byte.
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
