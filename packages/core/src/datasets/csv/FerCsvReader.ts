import { FerError } from '../../errors';
import { EXPRESSIONS } from '../../labels';
import type { DatasetColumns } from '../DatasetColumns';
import { findExpression } from '../expressionNames';
import { malformed, type Malformation, quoteBytes } from '../malformed';
import type { OpenDatasetOptions } from '../OpenDatasetOptions';
import { SkippedLog } from '../SkippedLog';
import { findSplit } from '../splitNames';
import { SPLITS } from '../splits';
import { type CsvColumn, readCsvHeader } from './CsvHeader';
import type { LineHandler } from './LineSplitter';
import { PixelStore } from './PixelStore';
import { explainPixels, readPixels } from './readPixels';

const SPACE = 32;
const TAB = 9;
const QUOTE = 34;
const COMMA = 44;
const BYTE_ORDER_MARK = '\ufeff';

const TRUNCATED = 'The file seems to end in the middle of the row: fetch it again.';

/** Takes the lines of a FER2013 file and gathers its columns. */
export class FerCsvReader implements LineHandler {
  readonly #source: string;
  readonly #options: OpenDatasetOptions;
  readonly #labels: readonly string[];
  readonly #imageSize: number;
  readonly #store: PixelStore;
  readonly #skipped: SkippedLog;
  /** Labels that stand in another file, one a row. */
  readonly #givenLabels: readonly number[] | undefined;
  readonly #rows: number[] = [];
  readonly #labelIndices: number[] = [];
  readonly #splitIndices: number[] = [];
  #columns: readonly CsvColumn[] | undefined;
  #rowCount = 0;
  #unlabeled: 'read' | 'skip' | number = 'read';

  constructor(source: string, options: OpenDatasetOptions, shareRead: () => number, givenLabels?: readonly number[]) {
    this.#source = source;
    this.#options = options;
    this.#labels = options.labels === 'auto' ? EXPRESSIONS : options.labels;
    this.#imageSize = options.width * options.height;
    this.#store = new PixelStore(this.#imageSize, shareRead);
    this.#skipped = new SkippedLog(options.onBadRow);
    this.#givenLabels = givenLabels;
  }

  /** How many rows came so far, bad ones included. */
  get rowCount(): number {
    return this.#rowCount;
  }

  onLine(bytes: Uint8Array, start: number, end: number, line: number, ended: boolean): void {
    if (this.#columns === undefined) {
      this.#columns = this.#readHeader(new TextDecoder().decode(bytes.subarray(start, end)));
      return;
    }
    if (skipBlanks(bytes, start, end) === end) return;
    const row = this.#rowCount++;
    if (this.#unlabeled === 'skip') return;
    try {
      this.#readRow(this.#columns, bytes, start, end, { line, row, ended });
    } catch (error) {
      this.#leaveOut(error, row);
    }
  }

  onLongLine(beginning: Uint8Array, line: number): void {
    const error = this.#malformed({
      line,
      expected: this.#columns === undefined ? 'a header line' : `a row of at most ${beginning.length} bytes`,
      received: `a longer line, which starts ${quoteBytes(beginning)}`,
    });
    if (this.#columns === undefined) throw error;
    this.#leaveOut(error, this.#rowCount++);
  }

  /**
   * Ends the reading.
   * @returns the columns; empty where no row was good
   * @throws DATASET_MALFORMED
   */
  finish(name: string): DatasetColumns {
    if (this.#columns === undefined) {
      throw this.#malformed({ expected: 'a FER2013 CSV file', received: 'an empty file' });
    }
    if (this.#unlabeled === 'skip') this.#skipped.leaveOut(this.#rowCount, `"${this.#source}" has no labels`);
    const given = this.#givenLabels?.length;
    if (given !== undefined && given !== this.#rowCount) {
      throw this.#malformed({
        expected: `${given} rows, as many as there are labels`,
        received: `${this.#rowCount} rows`,
      });
    }
    return {
      name,
      labels: this.#labels,
      width: this.#options.width,
      height: this.#options.height,
      pixels: this.#store.finish(this.#rowCount),
      rows: Uint32Array.from(this.#rows),
      labelIndices: Uint8Array.from(this.#labelIndices),
      splitIndices: Uint8Array.from(this.#splitIndices),
      skipped: this.#skipped.report(),
    };
  }

  #readHeader(text: string): readonly CsvColumn[] {
    const columns = readCsvHeader(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text, this.#source);
    if (this.#givenLabels !== undefined || columns.some(({ role }) => role === 'emotion')) return columns;
    const { unlabeled } = this.#options;
    if (unlabeled === 'throw') {
      throw this.#malformed({
        line: 1,
        column: 'emotion',
        expected: 'a column of labels',
        received: `the columns ${columns.map(({ name }) => name).join(', ')}`,
        next: 'For Kaggle\'s test.csv open icml_face_data.csv instead, which has all labels; or give "testLabels"; or set "unlabeled" to "skip" or { label }.',
      });
    }
    this.#unlabeled = unlabeled === 'skip' ? 'skip' : this.#labelNamed(unlabeled.label);
    return columns;
  }

  #labelNamed(label: string): number {
    const index = this.#labels.indexOf(label);
    if (index >= 0) return index;
    throw new FerError('OPTION_INVALID', {
      failed: 'The option "unlabeled" is not valid',
      expected: `one of the labels ${this.#labels.join(', ')}`,
      received: JSON.stringify(label),
      option: 'unlabeled',
    });
  }

  #leaveOut(error: unknown, row: number): void {
    this.#skipped.take(error, row, this.#rows.length);
  }

  #readRow(columns: readonly CsvColumn[], bytes: Uint8Array, start: number, end: number, place: RowPlace): void {
    let label = typeof this.#unlabeled === 'number' ? this.#unlabeled : (this.#givenLabels?.[place.row] ?? 0);
    let split = 0;
    let at = start;
    for (let c = 0; c < columns.length; c++) {
      const { role, name } = columns[c]!;
      if (c > 0) {
        if (at >= end) throw this.#tooShort(columns, c, place);
        at += 1;
      }
      at = skipBlanks(bytes, at, end);
      const quoted = at < end && bytes[at] === QUOTE;
      if (quoted) at += 1;
      const from = at;
      if (role === 'pixels') {
        const pixels = this.#store.reserve(place.row);
        at = readPixels(bytes, at, end, pixels, place.row * this.#imageSize, this.#imageSize);
        at = at < 0 ? at : skipBlanks(bytes, at, end);
        const closed = at >= 0 && (quoted ? bytes[at] === QUOTE && at < end : at === end || bytes[at] === COMMA);
        if (!closed) throw this.#badPixels(bytes, from, end, quoted, name, place);
      } else {
        at = fieldEnd(bytes, at, end, quoted);
        if (role === 'emotion') label = this.#readLabel(bytes, from, at, name, place);
        else if (role === 'usage') split = this.#readSplit(bytes, from, at, name, place);
      }
      if (quoted) {
        if (at >= end)
          throw this.#malformed({
            line: place.line,
            column: name,
            expected: 'a closing quote',
            received: 'the end of the line',
          });
        at = skipBlanks(bytes, at + 1, end);
      }
      if (at < end && bytes[at] !== COMMA) {
        throw this.#malformed({
          line: place.line,
          column: name,
          expected: 'a comma after the closing quote',
          received: quoteBytes(bytes, at, end),
        });
      }
    }
    if (at < end) {
      throw this.#malformed({
        line: place.line,
        column: columns.length + 1,
        expected: `${columns.length} columns`,
        received: `more of them: ${quoteBytes(bytes, at, end)}`,
      });
    }
    this.#rows.push(place.row);
    this.#labelIndices.push(label);
    this.#splitIndices.push(split);
  }

  #readLabel(bytes: Uint8Array, start: number, end: number, column: string, { line }: RowPlace): number {
    const first = bytes[start]! - 48;
    // One digit is what FER2013 has; the rest is for those who made their own.
    if (end - start === 1 && first >= 0 && first < Math.min(this.#labels.length, 10)) return first;
    const text = new TextDecoder().decode(bytes.subarray(start, end)).trim();
    const index = /^\d{1,3}$/.test(text) ? Number(text) : this.#labels.indexOf(findExpression(text) ?? text);
    if (index >= 0 && index < this.#labels.length) return index;
    throw this.#malformed({
      line,
      column,
      expected: `a whole number from 0 to ${this.#labels.length - 1}, or a label's name`,
      received: quoteBytes(bytes, start, end),
    });
  }

  #readSplit(bytes: Uint8Array, start: number, end: number, column: string, { line, ended }: RowPlace): number {
    const split = findSplit(new TextDecoder().decode(bytes.subarray(start, end)));
    if (split >= 0) return split;
    throw this.#malformed({
      line,
      column,
      expected: `Training, PublicTest or PrivateTest (or ${SPLITS.join(', ')})`,
      received: quoteBytes(bytes, start, end),
      ...(ended ? {} : { next: TRUNCATED }),
    });
  }

  #tooShort(columns: readonly CsvColumn[], missing: number, { line, ended }: RowPlace): Error {
    return this.#malformed({
      line,
      column: columns[missing]!.name,
      expected: `${columns.length} columns`,
      received: `${missing}`,
      ...(ended ? {} : { next: TRUNCATED }),
    });
  }

  #badPixels(
    bytes: Uint8Array,
    start: number,
    end: number,
    quoted: boolean,
    column: string,
    { line, row, ended }: RowPlace,
  ): Error {
    const offset = row * this.#imageSize;
    this.#store.reserve(row).fill(0, offset, offset + this.#imageSize);
    const stop = fieldEnd(bytes, start, end, quoted);
    const problem = explainPixels(new TextDecoder().decode(bytes.subarray(start, stop)), this.#imageSize);
    return this.#malformed({ line, column, ...problem, ...(ended || stop < end ? {} : { next: TRUNCATED }) });
  }

  #malformed(malformation: Omit<Malformation, 'source'>): FerError<'DATASET_MALFORMED'> {
    return malformed({ source: this.#source, ...malformation });
  }
}

/** Where a row stands, and whether a line end follows it. */
interface RowPlace {
  readonly line: number;
  readonly row: number;
  readonly ended: boolean;
}

function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
  return at;
}

/** The position of the quote or comma that ends a field; a doubled quote within quotes is text. */
function fieldEnd(bytes: Uint8Array, start: number, end: number, quoted: boolean): number {
  let at = start;
  for (; at < end; at++) {
    const byte = bytes[at];
    if (!quoted && byte === COMMA) break;
    if (!quoted || byte !== QUOTE) continue;
    if (bytes[at + 1] !== QUOTE || at + 1 >= end) break;
    at += 1;
  }
  return at;
}
