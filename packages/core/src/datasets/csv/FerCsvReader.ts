import { EXPRESSIONS } from '../../labels';
import { type DatasetColumns, labelIndexOf } from '../DatasetColumns';
import type { ReadDatasetOptions } from '../OpenDatasetOptions';
import { PixelStore } from '../PixelStore';
import { CONTEMPT, EIGHT_EXPRESSIONS, findLabelOrNumber } from '../findExpression';
import { malformed, quoteBytes } from '../malformed';
import { SkippedLog } from '../skipped';
import { fileNameOf } from '../sources/DatasetInput';
import {
  type CsvColumn,
  type CsvRow,
  NEWLINE,
  type PixelTarget,
  QUOTE,
  type RowLayout,
  skipBlanks,
  SPACE,
} from './CsvRow';
import type { LineHandler } from './LineSplitter';
import { readCsvHeader } from './readCsvHeader';
import { readCsvRow, readQuickRow, type RowLine, unknownLabel } from './readCsvRow';

const UNLABELED =
  'For Kaggle\'s test.csv open icml_face_data.csv instead, which has all labels; or give the labels as "testLabels"; or set "unlabeled" to "skip" or { label }.';

/** Least share of rows of contempt, by number, that shows a file of eight labels; CK+48 has 2 %. */
const LEAST_CONTEMPT = 0.005;

/** A row whose label is doubtful. */
interface DoubtfulRow {
  readonly row: number;
  readonly line: number;
}

/** Collects the columns of a dataset from the lines of a FER2013 file. */
export class FerCsvReader implements LineHandler {
  readonly #source: string;
  readonly #options: ReadDatasetOptions;
  readonly #labels: readonly string[];
  readonly #imageSize: number;
  readonly #store: PixelStore;
  readonly #skipped: SkippedLog;
  /** Label numbers from another file, one per row. */
  readonly #givenLabels: readonly number[] | undefined;
  readonly #rows: number[] = [];
  readonly #labelIndices: number[] = [];
  readonly #splitIndices: number[] = [];
  /** One object reused for all rows. */
  readonly #row: CsvRow = { label: -1, split: -1, doubtful: false };
  readonly #doubtful: DoubtfulRow[] = [];
  #layout: RowLayout | undefined;
  /** The position of the first column of pixels, if each pixel has a column of its own; else -1. */
  #firstPixel = -1;
  #rowCount = 0;
  /** The label of rows without labels, or `skip` to leave them out. */
  #fallbackLabel: number | 'skip' = 0;

  constructor(
    source: string,
    options: ReadDatasetOptions,
    fractionRead: () => number,
    givenLabels?: readonly number[],
  ) {
    this.#source = source;
    this.#options = options;
    this.#labels = options.labels === 'auto' ? EIGHT_EXPRESSIONS : options.labels;
    this.#imageSize = options.width * options.height;
    this.#store = new PixelStore(this.#imageSize, fractionRead);
    this.#skipped = new SkippedLog(options.onBadRow);
    this.#givenLabels = givenLabels;
  }

  /** Number of rows so far, bad ones included. */
  get rowCount(): number {
    return this.#rowCount;
  }

  tryLine(bytes: Uint8Array, start: number): number {
    if (this.#layout === undefined || this.#fallbackLabel === 'skip' || this.#firstPixel >= 0) return -1;
    // A small gzip file may hold millions of empty lines, so they take the fast path too.
    if (bytes[start] === NEWLINE) return start;
    const stop = readQuickRow(this.#layout, bytes, start, this.#target(this.#rowCount), this.#clearRow());
    if (stop >= 0) this.#keep(this.#rowCount++);
    return stop;
  }

  onLine(bytes: Uint8Array, start: number, end: number, line: number, ended: boolean): void {
    if (this.#layout === undefined) {
      // Excel writes this line before the header.
      if (line === 1 && /^\ufeff?"?sep=.?"?$/i.test(quoteBytes(bytes, start, end).slice(1, -1))) return;
      const isRow = this.#readHeader(new TextDecoder().decode(bytes.subarray(start, end)));
      if (isRow) this.onLine(bytes, skipMark(bytes, start), end, line, ended);
      return;
    }
    if (skipBlanks(bytes, start, end) === end) return;
    const row = this.#rowCount++;
    if (this.#fallbackLabel === 'skip') return;
    try {
      const rowLine =
        this.#firstPixel < 0 ? { bytes, start, end, line, ended } : this.#joinPixels(bytes, start, end, line, ended);
      readCsvRow(this.#layout, rowLine, this.#target(row), this.#clearRow());
      if (this.#row.doubtful) this.#doubtful.push({ row, line });
      this.#keep(row);
    } catch (error) {
      this.#skipped.skip(error, row, this.#rows.length);
    }
  }

  onLongLine(beginning: Uint8Array, line: number): void {
    const isHeader = this.#layout === undefined;
    const error = malformed({
      source: this.#source,
      line,
      expected: isHeader ? 'a header line' : `a row of at most ${beginning.length} bytes`,
      received: `a longer line, which starts ${quoteBytes(beginning)}`,
    });
    if (isHeader) throw error;
    this.#skipped.skip(error, this.#rowCount++, this.#rows.length);
  }

  /**
   * Finishes the dataset.
   * @returns the columns, empty if no row was good
   * @throws DATASET_MALFORMED for an empty file, or if the number of given labels differs from the number of rows
   */
  finish(name: string): DatasetColumns {
    const source = this.#source;
    if (this.#layout === undefined) {
      throw malformed({ source, expected: 'a FER2013 CSV file', received: 'an empty file' });
    }
    if (this.#fallbackLabel === 'skip') {
      const reason = `"${source}" has no labels.`;
      this.#skipped.add({ kind: 'unlabeled', source: fileNameOf(source), reason }, 0, this.#rowCount);
    }
    const given = this.#givenLabels?.length;
    if (given !== undefined && given !== this.#rowCount) {
      const expected = `${given} rows, as many as there are labels`;
      throw malformed({ source, expected, received: `${this.#rowCount} rows` });
    }
    const labels = this.#settleLabels();
    const images = this.#rows.length === 0 ? 0 : this.#rowCount;
    return {
      name,
      labels,
      ...(labels === EIGHT_EXPRESSIONS
        ? { numbering: `CK+48: ${labels.map((label, k) => `${k} ${label}`).join(', ')}` }
        : {}),
      width: this.#options.width,
      height: this.#options.height,
      pixels: this.#store.finish(images),
      rows: Uint32Array.from(this.#rows),
      labelIndices: Uint8Array.from(this.#labelIndices),
      splitIndices: Uint8Array.from(this.#splitIndices),
      sources: new Array<string>(images).fill(fileNameOf(source)),
      skipped: this.#skipped.report(),
    };
  }

  /** Reads the first line of the file. Returns true if it is a row already. */
  #readHeader(text: string): boolean {
    const {
      columns,
      separator,
      isRow,
      firstPixel = -1,
    } = readCsvHeader(text, this.#source, this.#labels, this.#imageSize);
    if (this.#givenLabels === undefined && !columns.some(({ role }) => role === 'emotion'))
      this.#chooseFallback(columns);
    const labels = this.#labels;
    this.#firstPixel = firstPixel;
    this.#layout = {
      source: this.#source,
      columns,
      separator,
      labels,
      digitLabels: Int16Array.from({ length: 10 }, (_, digit) => findLabelOrNumber(labels, `${digit}`)),
      doubtfulLabel: labels === EIGHT_EXPRESSIONS && this.#givenLabels === undefined ? EXPRESSIONS.length : -1,
      imageSize: this.#imageSize,
    };
    return isRow;
  }

  /** Makes one column of the columns of single pixels. */
  #joinPixels(bytes: Uint8Array, start: number, end: number, line: number, ended: boolean): RowLine {
    const { separator, imageSize } = this.#layout!;
    const joined = bytes.slice(start, end);
    const last = this.#firstPixel + imageSize - 1;
    let column = 0;
    let isQuoted = false;
    joined.forEach((byte, at) => {
      if (byte === QUOTE) isQuoted = !isQuoted;
      if (byte !== separator || isQuoted) return;
      if (column >= this.#firstPixel && column < last) joined[at] = SPACE;
      column += 1;
    });
    return { bytes: joined, start: 0, end: joined.length, line, ended };
  }

  #chooseFallback(columns: readonly CsvColumn[]): void {
    const { unlabeled } = this.#options;
    if (unlabeled === 'throw') {
      const received = `the columns ${columns.map(({ name }) => name).join(', ')}`;
      const expected = 'a column of labels';
      throw malformed({ source: this.#source, line: 1, column: 'emotion', expected, received, next: UNLABELED });
    }
    this.#fallbackLabel = unlabeled === 'skip' ? 'skip' : labelIndexOf(this.#labels, unlabeled.label, 'unlabeled');
  }

  /**
   * Decides whether the file has CK+48's eight labels, under FER2013's numbers and 7 for contempt, or seven. Its header is FER2013's, so
   * only its content tells. In a file of seven, rows of the eighth are bad.
   * @throws DATASET_MALFORMED for the first of them, unless bad rows are skipped
   */
  #settleLabels(): readonly string[] {
    if (this.#labels !== EIGHT_EXPRESSIONS) return this.#labels;
    const counts = EIGHT_EXPRESSIONS.map(() => 0);
    for (const label of this.#labelIndices) counts[label]! += 1;
    const contempt = counts[EXPRESSIONS.length]!;
    if (contempt === 0) return EXPRESSIONS;
    const byNumber = this.#doubtful.length;
    if (byNumber < contempt || /(^|[^a-z])ck([^a-z]|ext|plus|$)|cohn|kanade/i.test(this.#source))
      return EIGHT_EXPRESSIONS;
    if (counts.every((count) => count > 0) && byNumber >= LEAST_CONTEMPT * this.#rows.length) return EIGHT_EXPRESSIONS;
    const bad = new Set(this.#doubtful.map(({ row }) => row));
    const kept = this.#rows.flatMap((row, k) => (bad.has(row) ? [] : [k]));
    const column = this.#layout!.columns.find(({ role }) => role === 'emotion')!.name;
    for (const { row, line } of this.#doubtful) {
      const number = EXPRESSIONS.length;
      const { expected } = unknownLabel(EXPRESSIONS, '');
      const next = `If ${number} is ${CONTEMPT}, as in CK+48, name all labels in the option "labels": ${EIGHT_EXPRESSIONS.join(', ')}.`;
      const error = malformed({ source: this.#source, line, column, expected, received: `"${number}"`, next });
      this.#skipped.skip(error, row, kept.length);
    }
    for (const column of [this.#rows, this.#labelIndices, this.#splitIndices]) {
      const values = kept.map((k) => column[k]!);
      column.length = 0;
      for (const value of values) column.push(value);
    }
    return EXPRESSIONS;
  }

  #target(row: number): PixelTarget {
    return { pixels: this.#store.reserve(row), offset: row * this.#imageSize };
  }

  #clearRow(): CsvRow {
    this.#row.label = -1;
    this.#row.split = -1;
    this.#row.doubtful = false;
    return this.#row;
  }

  /** Adds a good row. Rows without a split belong to `train`. */
  #keep(row: number): void {
    const { label, split } = this.#row;
    const fallback = this.#givenLabels?.[row] ?? (this.#fallbackLabel === 'skip' ? 0 : this.#fallbackLabel);
    this.#rows.push(row);
    this.#labelIndices.push(this.#givenLabels !== undefined || label < 0 ? fallback : label);
    this.#splitIndices.push(Math.max(split, 0));
  }
}

/** The position after a byte order mark. */
function skipMark(bytes: Uint8Array, start: number): number {
  return bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf ? start + 3 : start;
}
