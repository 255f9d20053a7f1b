import { isRecord } from '../isRecord';
import { checkOption, countRule, custom } from '../options';
import { isFerError } from '../errors';
import { countOf } from '../words';

/** The kinds of skipped rows, files and folders, each with its noun in singular and plural. */
const KINDS = {
  /** A row or an image that breaks its format. */
  malformed: ['malformed row or image', 'malformed rows or images'],
  bmp: ['BMP image that cannot be decoded', 'BMP images that cannot be decoded'],
  gif: ['GIF image that cannot be decoded', 'GIF images that cannot be decoded'],
  tiff: ['TIFF image, which is not decoded here', 'TIFF images, which are not decoded here'],
  heic: ['HEIC image, which is not decoded here', 'HEIC images, which are not decoded here'],
  avif: ['AVIF image, which is not decoded here', 'AVIF images, which are not decoded here'],
  /** Another format of images that is not decoded here; the reason names it. */
  'other-format': ['image of a format that is not decoded here', 'images of formats that are not decoded here'],
  /** A file that is no image, such as a text. */
  'not-image': ['file that is no image', 'files that are no images'],
  /** A file or folder that may not be read, or does not exist although a list names it. */
  unreadable: ['unreadable file or folder', 'unreadable files or folders'],
  unlabeled: ['row or image without a label', 'rows or images without a label'],
  /** A label that is none of the option `labels`. */
  'other-label': ['row or image of another label', 'rows or images of other labels'],
  /** A folder of a label without an image. */
  'empty-label': ['label folder without images', 'label folders without images'],
  'no-face': ['image without a face', 'images without a face'],
  'several-faces': ['image of several faces', 'images of several faces'],
  duplicate: ['duplicate', 'duplicates'],
} as const satisfies Readonly<Record<string, readonly [one: string, many: string]>>;

/**
 * The kind of a skipped row, file or folder: `malformed`; `tiff`, `heic`, `avif` or `other-format` for images of formats that are not
 * decoded here; `bmp` or `gif` for damaged ones; `not-image`, `unreadable`, `unlabeled`, `other-label` (none of the option `labels`), `empty-label` (a label's folder
 * without images), `no-face`, `several-faces`, `duplicate`.
 */
export type SkippedKind = keyof typeof KINDS;

/** A skipped row, file or folder. */
export interface SkippedItem {
  /** Its file or folder, relative to the opened folder; of a CSV the name of the CSV. */
  readonly source: string;
  readonly kind: SkippedKind;
  /** The reason, as a sentence. */
  readonly reason: string;
}

/**
 * The rows, files and folders that were left out while a dataset was read. Files of operating systems and archivers, such as `.DS_Store`,
 * are not counted.
 */
export interface SkippedReport {
  /** Number of all that was left out. */
  readonly count: number;
  /** Number of each kind; kinds that did not occur are absent. */
  readonly kinds: Readonly<Partial<Record<SkippedKind, number>>>;
  /** The first 200 of each kind, in the order of the files and rows. */
  readonly items: readonly SkippedItem[];
}

/** The report of a dataset of which nothing was left out. */
export const nothingSkipped: SkippedReport = Object.freeze({
  count: 0,
  kinds: Object.freeze({}),
  items: Object.freeze([]),
});

/** Limit of items of one kind in a report. */
const MOST_ITEMS = 200;

/** Number of bad rows that are skipped in any case. Beyond it, they may not outnumber the good ones. */
const TOLERATED_ROWS = 1000;

/** An item and its position in the order of the report. */
interface LoggedItem extends SkippedItem {
  readonly row: number;
}

/** Decides whether bad rows are skipped, and counts by kind whatever is left out. */
export class SkippedLog {
  readonly #skips: boolean;
  readonly #kinds = new Map<SkippedKind, number>();
  readonly #items: LoggedItem[] = [];

  constructor(onBadRow: 'throw' | 'skip') {
    this.#skips = onBadRow === 'skip';
  }

  /**
   * Skips a bad row and keeps its error as the reason. Rethrows the error if it does not concern the row, if rows may not be
   * skipped, or if most rows are bad, which means that the file is of another format.
   */
  skip(error: unknown, row: number, goodRows: number): void {
    if (!this.#skips) throw error;
    if (isFerError(error, 'SOURCE_UNREADABLE')) {
      this.add({ kind: 'unreadable', source: error.details.source, reason: error.message }, row);
      return;
    }
    if (!isFerError(error, 'DATASET_MALFORMED')) throw error;
    const bad = (this.#kinds.get('malformed') ?? 0) + 1;
    if (bad > TOLERATED_ROWS && bad > goodRows) throw error;
    this.add({ kind: 'malformed', source: error.details.source ?? '', reason: error.message }, row);
  }

  /**
   * Counts a row, file or folder that is left out whatever `onBadRow` says.
   * @param row - its position, which orders the report
   * @param count - how many rows the item stands for
   */
  add(item: SkippedItem, row = 0, count = 1): void {
    const { kind, source, reason } = item;
    const before = this.#kinds.get(kind) ?? 0;
    this.#kinds.set(kind, before + count);
    // More are kept than reported, because images are read in any order and the report lists the first ones. The limit bounds the
    // memory for a file of bad rows.
    if (before < 4 * MOST_ITEMS) this.#items.push({ kind, source, reason, row });
  }

  /** The numbers by kind, and the first items of each. */
  report(): SkippedReport {
    const sorted = this.#items.sort((one, other) => one.row - other.row);
    const items = sorted.map(({ kind, source, reason }): SkippedItem => ({ kind, source, reason }));
    return createReport(this.#kinds, items);
  }
}

function createReport(kinds: ReadonlyMap<SkippedKind, number>, items: readonly SkippedItem[]): SkippedReport {
  const listed = new Map<SkippedKind, number>();
  const first = items.filter(({ kind }) => {
    const position = listed.get(kind) ?? 0;
    listed.set(kind, position + 1);
    return position < MOST_ITEMS;
  });
  const count = [...kinds.values()].reduce((sum, number) => sum + number, 0);
  return count === 0 ? nothingSkipped : { count, kinds: Object.fromEntries(kinds), items: first };
}

/** Adds up reports. A report that occurs twice, as in two selections from one dataset, counts once. */
export function combineSkipped(reports: readonly (SkippedReport | undefined)[]): SkippedReport {
  const distinct = [...new Set(reports)].filter((report) => report !== undefined && report.count > 0);
  if (distinct.length < 2) return distinct[0] ?? nothingSkipped;
  const kinds = new Map<SkippedKind, number>();
  for (const report of distinct) {
    for (const [kind, count] of Object.entries(report!.kinds) as [SkippedKind, number][]) {
      kinds.set(kind, (kinds.get(kind) ?? 0) + count);
    }
  }
  return createReport(
    kinds,
    distinct.flatMap((report) => report!.items),
  );
}

const reportRule = custom(
  'the report of a dataset: dataset.skipped',
  (value) =>
    isRecord(value) &&
    isRecord(value.kinds) &&
    Object.entries(value.kinds).every(([kind, count]) => Object.hasOwn(KINDS, kind) && countRule.accepts(count)),
);

/**
 * Tells in words what was left out while a dataset was read, most frequent kind first.
 * @returns e.g. `3 HEIC images, which are not decoded here; 1 malformed row or image`; empty if nothing was left out
 *
 * @example
 * ```ts
 * const faces = await openDataset('faces', { onBadRow: 'skip' });
 * if (faces.skipped.count > 0) console.warn(`left out: ${describeSkipped(faces.skipped)}`);
 * ```
 */
export function describeSkipped(report: SkippedReport): string {
  checkOption('report', report, reportRule);
  const { kinds } = report;
  return (Object.entries(kinds) as [SkippedKind, number][])
    .sort(([, one], [, other]) => other - one)
    .map(([kind, count]) => countOf(count, KINDS[kind][0], KINDS[kind][1]))
    .join('; ');
}
