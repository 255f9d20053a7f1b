import { EXPRESSIONS } from '../../labels';
import { type DatasetColumns, labelIndexOf } from '../DatasetColumns';
import type { ReadDatasetOptions } from '../OpenDatasetOptions';
import { PixelStore } from '../PixelStore';
import { malformed, quoteBytes } from '../malformed';
import { SkippedLog } from '../skipped';
import { fileNameOf } from '../sources/DatasetInput';
import {
  type CsvColumn,
  type CsvRow,
  NEWLINE,
  type PixelTarget,
  readCsvHeader,
  type RowLayout,
  skipBlanks,
} from './CsvRow';
import type { LineHandler } from './LineSplitter';
import { readCsvRow, readQuickRow } from './readCsvRow';

const UNLABELED =
  'For Kaggle\'s test.csv open icml_face_data.csv instead, which has all labels; or give the labels as "testLabels"; or set "unlabeled" to "skip" or { label }.';

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
  readonly #row: CsvRow = { label: -1, split: -1 };
  #layout: RowLayout | undefined;
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
    this.#labels = options.labels === 'auto' ? EXPRESSIONS : options.labels;
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
    if (this.#layout === undefined || this.#fallbackLabel === 'skip') return -1;
    // A small gzip file may hold millions of empty lines, so they take the fast path too.
    if (bytes[start] === NEWLINE) return start;
    const stop = readQuickRow(this.#layout, bytes, start, this.#target(this.#rowCount), this.#clearRow());
    if (stop >= 0) this.#keep(this.#rowCount++);
    return stop;
  }

  onLine(bytes: Uint8Array, start: number, end: number, line: number, ended: boolean): void {
    if (this.#layout === undefined) {
      const columns = this.#readHeader(new TextDecoder().decode(bytes.subarray(start, end)));
      this.#layout = { source: this.#source, columns, labels: this.#labels, imageSize: this.#imageSize };
      return;
    }
    if (skipBlanks(bytes, start, end) === end) return;
    const row = this.#rowCount++;
    if (this.#fallbackLabel === 'skip') return;
    try {
      readCsvRow(this.#layout, { bytes, start, end, line, ended }, this.#target(row), this.#clearRow());
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
    const images = this.#rows.length === 0 ? 0 : this.#rowCount;
    return {
      name,
      labels: this.#labels,
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

  #readHeader(text: string): readonly CsvColumn[] {
    const columns = readCsvHeader(text, this.#source);
    if (this.#givenLabels !== undefined || columns.some(({ role }) => role === 'emotion')) return columns;
    const { unlabeled } = this.#options;
    if (unlabeled === 'throw') {
      const received = `the columns ${columns.map(({ name }) => name).join(', ')}`;
      const expected = 'a column of labels';
      throw malformed({ source: this.#source, line: 1, column: 'emotion', expected, received, next: UNLABELED });
    }
    this.#fallbackLabel = unlabeled === 'skip' ? 'skip' : labelIndexOf(this.#labels, unlabeled.label, 'unlabeled');
    return columns;
  }

  #target(row: number): PixelTarget {
    return { pixels: this.#store.reserve(row), offset: row * this.#imageSize };
  }

  #clearRow(): CsvRow {
    this.#row.label = -1;
    this.#row.split = -1;
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
