import type { FolderEntry } from '../../platform/Platform';
import { SPLITS } from '../DatasetColumns';
import { findSplit } from '../findExpression';
import type { ReadDatasetOptions } from '../OpenDatasetOptions';
import { baseName, isImagePath } from '../../imagePaths';
import { didYouMean } from '../../findNearest';
import { describeValue, optionInvalid } from '../../options';
import { listFirst } from '../../words';
import { decodeText, peekChunks, withDataStream } from '../sources/DataStream';
import { type ImageList, interpretTable } from './ImageList';
import { ImageMatcher } from './matchImages';
import { parseTable } from './parseTable';

/** A file with labels, and the split that its name tells; -1 if it tells none. */
export interface LabelFile {
  readonly entry: FolderEntry;
  readonly split: number;
}

/** Most files of one pattern of names: more of them are notes on single images, such as `train_00001_boundingbox.txt`. */
const MOST_ALIKE = 12;

const isTextFile = ({ path }: FolderEntry): boolean => /\.(csv|tsv|txt|lst|list)(\.gz)?$/i.test(path);

/** The text files of a folder, without notes on single images. */
function textFiles(entries: readonly FolderEntry[]): readonly FolderEntry[] {
  const patternOf = ({ path }: FolderEntry): string => path.replace(/\d+/g, '#');
  const counts = new Map<string, number>();
  const files = entries.filter(isTextFile);
  for (const file of files) counts.set(patternOf(file), (counts.get(patternOf(file)) ?? 0) + 1);
  return files.filter((file) => counts.get(patternOf(file))! <= MOST_ALIKE);
}

/** Number of bytes that tell whether a file is a list. */
const HEAD = 1 << 16;

/** Reads the beginning of a file as a list of images; undefined if it is none. */
async function peekList({ source }: FolderEntry, options: ReadDatasetOptions): Promise<ImageList | undefined> {
  return withDataStream(source, options, async ({ chunks }) => {
    const peeked = await peekChunks(chunks, HEAD);
    await peeked.close();
    const { head } = peeked;
    const text = decodeText(head);
    const end = head.length < HEAD ? text.length : text.lastIndexOf('\n');
    return interpretTable(parseTable(text.slice(0, end)));
  });
}

/** True if a file begins like a list of images. */
export function isImageList(head: Uint8Array): boolean {
  const text = decodeText(head);
  if (text.includes('\0')) return false;
  const table = parseTable(text.includes('\n') ? text.slice(0, text.lastIndexOf('\n')) : text);
  return interpretTable(table) !== undefined;
}

/** True if a list names one of the files. */
export async function listsImages(
  labelFile: string,
  entries: readonly FolderEntry[],
  options: ReadDatasetOptions,
): Promise<boolean> {
  const entry = entries.find(({ path }) => path === labelFile);
  const list = entry === undefined ? undefined : await peekList(entry, options);
  const matcher = new ImageMatcher(entries.filter((other) => !isTextFile(other)));
  return list !== undefined && matcher.match(list.rows, labelFile).some((match) => match !== undefined);
}

/** Finds the files of a folder that list its images. */
export async function findLists(
  entries: readonly FolderEntry[],
  options: ReadDatasetOptions,
): Promise<readonly LabelFile[]> {
  if (!entries.some(({ path }) => isImagePath(path))) return [];
  const files = textFiles(entries);
  if (files.length === 0) return [];
  const matcher = new ImageMatcher(entries.filter((entry) => !isTextFile(entry)));
  const lists: LabelFile[] = [];
  for (const entry of files) {
    options.signal?.throwIfAborted();
    const list = await peekList(entry, options);
    if (list === undefined) continue;
    const found = matcher.match(list.rows, entry.path).some((match) => match !== undefined);
    if (found) lists.push({ entry, split: splitOfFile(entry.path) });
  }
  return lists;
}

/**
 * Chooses the lists of a folder: the file that the option names, the only one, or those of one split or one folder each.
 * @throws OPTION_INVALID if there is none or nothing decides between several
 */
export function chooseLists(
  lists: readonly LabelFile[],
  entries: readonly FolderEntry[],
  { labelFile }: ReadDatasetOptions,
): readonly LabelFile[] {
  if (labelFile !== undefined) return [findNamed(entries, labelFile)];
  if (lists.length === 1) return lists;
  const paths = lists.map(({ entry }) => entry.path);
  if (lists.length === 0) {
    const files = textFiles(entries).map(({ path }) => path);
    const received = files.length === 0 ? 'no text file' : listFirst(files, MOST_NAMED);
    throw optionInvalid('labelFile', 'a CSV or text file that names the images and their labels', received);
  }
  const splits = lists.map(({ split }) => split);
  if (!splits.includes(-1) && new Set(splits).size === splits.length) return lists;
  const folders = new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/') + 1)));
  const names = new Set(paths.map(baseName));
  if (folders.size === lists.length && names.size === 1) return lists;
  const next = `Several files list images: name the one with the labels, such as ${JSON.stringify(paths[0])}.`;
  throw optionInvalid(
    'labelFile',
    'the file with the labels',
    `${lists.length} files: ${listFirst(paths, MOST_NAMED)}`,
    next,
  );
}

function findNamed(entries: readonly FolderEntry[], labelFile: string): LabelFile {
  const wanted = labelFile.replaceAll('\\', '/').replace(/^(\.?\/)+/, '');
  const exact = entries.find(({ path }) => path === wanted);
  const alike = entries.filter(({ path }) => path.endsWith(`/${wanted}`));
  // A path that starts above the opened folder, as shells complete it.
  const whole = entries
    .filter(({ path }) => wanted.endsWith(`/${path}`))
    .sort((one, other) => other.path.length - one.path.length);
  const entry = exact ?? whole[0] ?? (alike.length === 1 ? alike[0] : undefined);
  if (entry !== undefined) return { entry, split: splitOfFile(entry.path) };
  const files = (alike.length > 1 ? alike : textFiles(entries)).map(({ path }) => path);
  const expected = files.length === 0 ? 'a file in the folder' : `one of the files ${listFirst(files, MOST_NAMED)}`;
  throw optionInvalid('labelFile', expected, describeValue(labelFile), didYouMean(labelFile, files));
}

/** Files that a message names. */
const MOST_NAMED = 8;

/** The split that a file or its folder is named after: `train_labels.csv`, `FER2013Valid/label.csv`; -1 for none. */
export function splitOfFile(path: string): number {
  const words = (text: string): readonly string[] => [
    ...text.split(/[^a-zA-Z]+|(?<=[a-z])(?=[A-Z])/),
    text.replace(/^fer2013/i, ''),
  ];
  const parts = path.split('/').map((part) => part.replace(/\.\w+(\.gz)?$/, ''));
  for (const part of parts.reverse()) {
    const found = new Set(
      words(part)
        .map(findSplit)
        .filter((split) => split in SPLITS),
    );
    if (found.size === 1) return [...found][0]!;
  }
  return -1;
}
