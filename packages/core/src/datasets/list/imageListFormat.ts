import type { FolderEntry } from '../../platform/Platform';
import { type DatasetColumns, SPLITS } from '../DatasetColumns';
import type { DatasetFormat } from '../DatasetFormat';
import type { ReadDatasetOptions } from '../OpenDatasetOptions';
import { findLabel } from '../findExpression';
import { type LabeledImage, readLabeledImages } from '../folder/readImages';
import { baseName, foldersOf, isImagePath } from '../../imagePaths';
import { malformed, quoteText } from '../malformed';
import { describeValue, optionInvalid } from '../../options';
import { type SkippedKind, SkippedLog } from '../skipped';
import { readText } from '../sources/DataStream';
import { nameOf } from '../sources/DatasetInput';
import { chooseLists, findLists, type LabelFile } from './findLists';
import { type ImageList, interpretTable, type ListRow } from './ImageList';
import { LabelReader } from './LabelReader';
import { ImageMatcher } from './matchImages';
import { parseTable } from './parseTable';

/** Images with their labels in a file beside them. */
export const imageListFormat: DatasetFormat = {
  name: 'image-list',
  description:
    'a folder of images with a list of them and their labels, such as labels.csv with the columns path and label',
  recognizes: async (input, options) =>
    input.kind === 'files' &&
    (options.format === 'image-list' ||
      options.labelFile !== undefined ||
      (await findLists(input.entries, options)).length > 0),
  async read(input, options) {
    const entries = input.kind === 'files' ? input.entries : [];
    const found = options.labelFile === undefined ? await findLists(entries, options) : [];
    const lists = await Promise.all(chooseLists(found, entries, options).map((file) => readList(file, options)));
    return readListedImages(nameOf(input.name, options), lists, entries, options);
  },
};

/** A list that was read. */
interface ReadList extends ImageList {
  readonly file: LabelFile;
}

async function readList(file: LabelFile, options: ReadDatasetOptions): Promise<ReadList> {
  const { lines } = await readText(file.entry.source, options);
  const list = interpretTable(parseTable(lines.join('\n')));
  if (list !== undefined && list.rows.length > 0) return { ...list, file };
  throw malformed({
    source: file.entry.path,
    expected: 'a table of image files and labels, such as lines "happy_1.png,happy" under the header "path,label"',
    received: lines[0] === undefined || lines[0] === '' ? 'an empty file' : quoteText(lines[0]),
  });
}

/** An image with its label, and where a list names it. */
interface ListedImage extends LabeledImage {
  /** Path and line of its list, for messages. */
  readonly place: { readonly source: string; readonly line: number };
}

async function readListedImages(
  name: string,
  lists: readonly ReadList[],
  entries: readonly FolderEntry[],
  options: ReadDatasetOptions,
): Promise<DatasetColumns> {
  const reader = new LabelReader(
    lists.map((list) => ({ ...list, source: list.file.entry.path })),
    options,
  );
  const collector = new ImageCollector(lists, entries, reader, options);
  const images = collector.collect();
  const { labels, numbering } = reader;
  return readLabeledImages(images, { name, labels, numbering }, options, collector.skipped);
}

/** Collects the images of lists, and counts the rows and files that are left out. */
class ImageCollector {
  readonly skipped: SkippedLog;
  readonly #lists: readonly ReadList[];
  readonly #entries: readonly FolderEntry[];
  readonly #reader: LabelReader;
  readonly #options: ReadDatasetOptions;
  readonly #images: ListedImage[] = [];
  /** The images so far, by file and box. */
  readonly #seen = new Map<string, ListedImage>();
  readonly #used = new Set<FolderEntry>();

  constructor(
    lists: readonly ReadList[],
    entries: readonly FolderEntry[],
    reader: LabelReader,
    options: ReadDatasetOptions,
  ) {
    this.#lists = lists;
    this.#entries = entries;
    this.#reader = reader;
    this.#options = options;
    this.skipped = new SkippedLog(options.onBadRow);
  }

  /**
   * @throws DATASET_MALFORMED for a bad row, unless it is skipped; OPTION_INVALID if folders and list contradict each other, or if no
   * image is there
   */
  collect(): readonly ListedImage[] {
    const files = new Set(this.#lists.map(({ file }) => file.entry));
    const matcher = new ImageMatcher(this.#entries.filter((entry) => !files.has(entry)));
    let missing = 0;
    for (const list of this.#lists) {
      const matches = matcher.match(
        list.rows.map(({ path, split }) => ({ path, split: split >= 0 ? split : list.file.split })),
        list.file.entry.path,
      );
      list.rows.forEach((row, k) => {
        const match = matches[k];
        if (match === undefined) missing += 1;
        try {
          this.#add(list, row, match);
        } catch (error) {
          this.skipped.skip(error, row.line, this.#images.length);
        }
      });
    }
    const rows = this.#lists.reduce((sum, list) => sum + list.rows.length, 0);
    if (missing === rows) {
      const source = this.#lists[0]!.file.entry.path;
      const received = `none of the ${rows} files that the list names, such as ${quoteText(this.#lists[0]!.rows[0]!.path)}`;
      const next = 'Open the folder that holds both the list and the images.';
      throw malformed({ source, expected: 'files in the folder', received, next });
    }
    this.#noteUnlisted();
    // By split, as in FER2013, and within a split in the order of the list, because the sort is stable.
    return this.#images.sort((one, other) => one.split - other.split);
  }

  #add(list: ReadList, row: ListRow, match: FolderEntry | readonly FolderEntry[] | undefined): void {
    const source = list.file.entry.path;
    const place = { source, line: row.line };
    if (match === undefined) {
      this.#leaveOut(
        'unreadable',
        row.path,
        row.line,
        `"${source}" names it in line ${row.line}, but there is no such file.`,
      );
      return;
    }
    if (isSeveral(match)) {
      const received = match
        .slice(0, 3)
        .map(({ path }) => path)
        .join(' and ');
      throw malformed({ ...place, expected: `one file ${quoteText(row.path)}`, received });
    }
    this.#used.add(match);
    if (!isImagePath(match.path)) {
      this.#leaveOut(
        'not-image',
        match.path,
        row.line,
        `"${source}" names it in line ${row.line}, but it is no image.`,
      );
      return;
    }
    if (row.unknownSplit !== undefined) {
      const expected = `a split: Training, PublicTest or PrivateTest (or ${SPLITS.join(', ')})`;
      throw malformed({ ...place, expected, received: quoteText(row.unknownSplit) });
    }
    const read = this.#reader.read(list, row, place);
    if ('reason' in read) {
      this.#leaveOut(read.kind, match.path, row.line, read.reason);
      return;
    }
    const numbers = row.box?.map(Number) ?? [];
    const box = list.toBox?.(numbers);
    if (box !== undefined && !Object.values(box).every(Number.isFinite)) {
      throw malformed({ ...place, expected: 'the numbers of a box', received: quoteText(row.box!.join(', ')) });
    }
    const split = row.split >= 0 ? row.split : Math.max(list.file.split, 0);
    const group = row.group === undefined ? {} : { group: row.group };
    const image = { entry: match, ...read, split, ...group, ...(box === undefined ? {} : { box }), place };
    if (this.#isRepeated(image)) return;
    this.#checkFolders(image);
    this.#images.push(image);
  }

  #isRepeated(image: ListedImage): boolean {
    const { path } = image.entry;
    const key = `${path}|${image.box === undefined ? '' : Object.values(image.box).join(',')}`;
    const before = this.#seen.get(key);
    this.#seen.set(key, before ?? image);
    if (before === undefined) return false;
    if (before.label !== image.label) {
      const labels = this.#reader.labels;
      const expected = `${labels[before.label]!} for ${quoteText(path)} as in line ${before.place.line}`;
      throw malformed({ ...image.place, expected, received: labels[image.label]! });
    }
    this.#leaveOut('duplicate', path, image.place.line, `Line ${before.place.line} names the same image.`);
    return true;
  }

  /** Two readings of a folder must not be confused: if folders are named after labels, the list must say the same. */
  #checkFolders({ entry, label, place }: ListedImage): void {
    const { labels } = this.#reader;
    if (this.#options.format !== 'auto' || this.#options.labelFile !== undefined) return;
    const named = foldersOf(entry.path)
      .map((folder) => findLabel(labels, folder))
      .filter((index) => index >= 0);
    if (named.length === 0 || named.includes(label)) return;
    throw optionInvalid(
      'format',
      `"image-list" for the labels of "${place.source}", or "image-folder" for those of the folders`,
      `${describeValue(entry.path)}, which is ${labels[label]!} in line ${place.line} of the list`,
    );
  }

  #noteUnlisted(): void {
    const lists = this.#lists.map(({ file }) => `"${file.entry.path}"`).join(', ');
    const used = new Set([...this.#used].map(({ path }) => keyOf(path)));
    this.#entries.forEach((entry, k) => {
      if (!isImagePath(entry.path) || this.#used.has(entry)) return;
      const isCopy = used.has(keyOf(entry.path));
      const reason = isCopy ? 'Its aligned crop is read instead.' : `${lists} does not name it.`;
      this.#leaveOut(
        isCopy ? 'duplicate' : 'unlabeled',
        entry.path,
        Number.MAX_SAFE_INTEGER - this.#entries.length + k,
        reason,
      );
    });
  }

  #leaveOut(kind: SkippedKind, source: string, row: number, reason: string): void {
    this.skipped.add({ kind, source, reason }, row);
  }
}

/** A photo and its aligned crop have the same key. */
const keyOf = (path: string): string => baseName(path).replace(/(_aligned)?\.[^.]+$/i, '');

const isSeveral = (match: FolderEntry | readonly FolderEntry[]): match is readonly FolderEntry[] =>
  Array.isArray(match);
