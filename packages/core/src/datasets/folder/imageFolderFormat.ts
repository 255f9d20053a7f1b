import { FerError } from '../../errors';
import type { FolderEntry } from '../../platform/Platform';
import { checkLabels, type DatasetColumns, SPLITS } from '../DatasetColumns';
import type { DatasetFormat } from '../DatasetFormat';
import type { ReadDatasetOptions } from '../OpenDatasetOptions';
import { findSplit } from '../findExpression';
import { malformed } from '../malformed';
import { SkippedLog } from '../skipped';
import { type FilesInput, nameOf } from '../sources/DatasetInput';
import { CODES, findLayout, type FolderLayout, isFiller, labelWord, parseLayout } from './FolderLayout';
import { findNumbering, readFileNames } from './fileNames';
import { foldersOf, isImagePath } from '../../imagePaths';
import { numberWords, sortLabels } from './folderLabels';
import { describeNumbering, type LabelNumbering } from '../list/LabelNumbering';
import { type LabeledImage, readLabeledImages } from './readImages';

/** Image folders, one per label, optionally inside one folder per split, and with one folder per person. */
export const imageFolderFormat: DatasetFormat = {
  name: 'image-folder',
  description: 'a folder of "split/label/*.png", "label/*.png" or "label/person/*.png" (or jpg, webp)',
  recognizes: (input) => input.kind === 'files' && input.entries.some(({ path }) => isImagePath(path)),
  read: (input, options) => readFolder(input as FilesInput, options),
};

async function readFolder(input: FilesInput, options: ReadDatasetOptions): Promise<DatasetColumns> {
  const skipped = new SkippedLog(options.onBadRow);
  const { named, layout, numbering } = nameImages(input, options, skipped);
  const words = [...new Set(named.map(({ word }) => word))];
  const labels = options.labels === 'auto' ? sortLabels(words) : options.labels;
  // Without words no image is left, which is an error of its own.
  if (words.length > 0) checkLabels(labels);
  const labelOf = numberWords(words, labels, options.labels);
  const images = chooseImages(named, labelOf, labels, skipped);
  const described = numbering === undefined ? undefined : describeNumbering(numbering);
  const source = { name: nameOf(input.name, options), labels, numbering: described };
  const columns = await readLabeledImages(images, source, options, skipped);
  const good = new Set(Array.from(columns.rows, (row) => images[row]!));
  noteEmptyLabels(input, named, (word) => labelOf(word) >= 0, good, layout, skipped);
  const found = new Set(columns.labelIndices);
  // A label of which no image could be read is no label of the dataset, unless it was asked for.
  const kept = labels.filter((_, index) => options.labels !== 'auto' || found.size === 0 || found.has(index));
  const renumbered = labels.map((label) => kept.indexOf(label));
  return {
    ...columns,
    labels: kept,
    labelIndices: columns.labelIndices.map((index) => renumbered[index]!),
    skipped: skipped.report(),
  };
}

/** An image with the facts that its path names. */
interface NamedImage {
  readonly entry: FolderEntry;
  readonly folders: readonly string[];
  /** The word of its label. */
  readonly word: string;
  readonly split: number;
  readonly group?: string;
}

/**
 * Finds the names of label, split and person in the path of each image, and counts other files.
 * @throws OPTION_INVALID if the levels of folders can be read in two ways; DATASET_MALFORMED for images without a label
 */
function nameImages(
  input: FilesInput,
  options: ReadDatasetOptions,
  skipped: SkippedLog,
): { readonly named: readonly NamedImage[]; readonly layout: FolderLayout; readonly numbering?: LabelNumbering } {
  noteOtherFiles(input, options, skipped);
  const entries = input.entries.filter(({ path }) => isImagePath(path));
  const folders = entries.map(({ path }) => foldersOf(path));
  const facts = readFileNames(entries.map(({ path }) => path)) ?? [];
  const layout =
    options.layout === 'auto'
      ? findLayout(input.name, folders, options.labels, facts[0]?.label !== undefined)
      : parseLayout(options.layout);
  const names = new Set(folders.flatMap((path) => path[layout.label] ?? []));
  const numbering = findNumbering(
    entries.map(({ path }) => path),
    names,
  );
  const words = wordsOfFolders(folders, layout, names, numbering);
  const named = entries.flatMap((entry, index): NamedImage[] => {
    const path = folders[index]!;
    const fromFile = layout.label < 0 ? facts[index]?.label : undefined;
    const given = words[index] ?? fromFile ?? unlabeledWord(input, entry, options, skipped, index);
    if (given === undefined) return [];
    const group = path[layout.group] ?? facts[index]?.group;
    const split = Math.max(findSplit(path[layout.split] ?? ''), 0);
    return [{ entry, folders: path, word: given, split, ...(group === undefined ? {} : { group }) }];
  });
  // By split, as in FER2013, and within a split by path, because the sort is stable.
  named.sort((one, other) => one.split - other.split);
  return { named, layout, ...(numbering === undefined ? {} : { numbering }) };
}

/** The word of the label in the folders of each image; undefined without one. */
function wordsOfFolders(
  folders: readonly (readonly string[])[],
  { label }: FolderLayout,
  names: ReadonlySet<string>,
  numbering: LabelNumbering | undefined,
): readonly (string | undefined)[] {
  const areCodes = names.size >= 3 && [...names].every((name) => Object.hasOwn(CODES, name));
  return folders.map((path) => {
    const name = path[label];
    if (name !== undefined && numbering !== undefined) return numbering.labels[Number(name)];
    if (name === undefined || (names.size === 1 && isFiller(name))) return undefined;
    return areCodes ? CODES[name] : labelWord(name, path[label - 1]);
  });
}

/**
 * The label of an image without a label folder, by the option `unlabeled`; undefined if it is left out.
 * @throws DATASET_MALFORMED
 */
function unlabeledWord(
  { name: source, entries }: FilesInput,
  { path }: FolderEntry,
  { unlabeled, layout }: ReadDatasetOptions,
  skipped: SkippedLog,
  row: number,
): string | undefined {
  if (typeof unlabeled === 'object') return unlabeled.label;
  if (unlabeled === 'skip') {
    skipped.add({ kind: 'unlabeled', source: path, reason: `"${path}" lies in no folder of a label.` }, row);
    return undefined;
  }
  throw malformed({
    source,
    expected: layout === 'auto' ? 'images at "label/file" or "split/label/file"' : `images at "${layout}/file"`,
    received: JSON.stringify(path),
    next: `${adviceFor(path, entries)}Put each image into a folder named like its label; splits are named ${SPLITS.join(', ')}. Or give the labels in a list beside the images, such as labels.csv with the columns path and label; or set "unlabeled" to "skip" or { label }.`,
  });
}

/** Files that may hold labels, of formats that are no lists. */
const LABEL_SOURCE = /\.(jsonl?|xlsx?|xml|ya?ml|mat|pkl|pickle|npy|db|sqlite)$/i;

/** The first part of the next step for an image without a label: about its folders, or files that may hold the labels. */
function adviceFor(path: string, entries: readonly FolderEntry[]): string {
  const folder = foldersOf(path).at(-1);
  const paths = entries.map((entry) => entry.path);
  const list = paths.find((other) => /\.(csv|tsv|lst)$/i.test(other));
  const other = paths.find((candidate) => LABEL_SOURCE.test(candidate));
  const parts = [
    ...(folder === undefined || isFiller(folder) || findSplit(folder) >= 0
      ? []
      : [
          `Folders such as ${JSON.stringify(folder)} seem to name persons or sessions; if they name labels, set "layout".`,
        ]),
    ...(list === undefined ? [] : [`${JSON.stringify(list)} names none of these images with a label.`]),
    ...(list !== undefined || other === undefined
      ? []
      : [`If ${JSON.stringify(other)} holds the labels, save them as CSV: such files are not read.`]),
  ];
  return parts.map((part) => `${part} `).join('');
}

/** Counts files that are no images, and folders that cannot be listed. */
function noteOtherFiles(
  { entries, skipped: unlisted = [] }: FilesInput,
  { onBadRow }: ReadDatasetOptions,
  skipped: SkippedLog,
): void {
  for (const item of unlisted) {
    if (item.kind === 'unreadable' && onBadRow === 'throw' && item.isFolder) {
      const problem = { failed: `Cannot read the folder "${item.source}"`, received: item.reason, source: item.source };
      throw new FerError('SOURCE_UNREADABLE', { ...problem, next: 'Set "onBadRow" to "skip" to read the others.' });
    }
    skipped.add({ kind: item.kind, source: item.source, reason: item.reason });
  }
  for (const { path } of entries) {
    if (!isImagePath(path)) skipped.add({ kind: 'not-image', source: path, reason: `"${path}" is no image.` });
  }
}

/** The images whose label is wanted; the others are counted. */
function chooseImages(
  named: readonly NamedImage[],
  labelOf: (word: string) => number,
  labels: readonly string[],
  skipped: SkippedLog,
): readonly LabeledImage[] {
  return named.flatMap(({ entry, word, split, group }, row): LabeledImage[] => {
    const label = labelOf(word);
    if (label >= 0) return [{ entry, label, split, group }];
    const reason = `"${entry.path}" has the label "${word}", none of ${labels.join(', ')}.`;
    skipped.add({ kind: 'other-label', source: entry.path, reason }, row);
    return [];
  });
}

/** Counts the folders of labels that have no image, or none that can be read. */
function noteEmptyLabels(
  { emptyFolders = [] }: FilesInput,
  named: readonly NamedImage[],
  isWanted: (word: string) => boolean,
  good: ReadonlySet<LabeledImage>,
  { label }: FolderLayout,
  skipped: SkippedLog,
): void {
  if (label < 0) return;
  const folderOf = (folders: readonly string[]): string => folders.slice(0, label + 1).join('/');
  const read = new Set([...good].map(({ entry }) => folderOf(foldersOf(entry.path))));
  const others = new Set(
    [...named.map(({ folders }) => folders), ...emptyFolders.map((path) => path.split('/'))]
      .filter((folders) => folders.length > label)
      .map(folderOf),
  );
  const left = new Set(named.filter(({ word }) => !isWanted(word)).map(({ folders }) => folderOf(folders)));
  for (const folder of [...others].sort()) {
    if (read.has(folder) || left.has(folder)) continue;
    skipped.add({
      kind: 'empty-label',
      source: folder,
      reason: `The folder "${folder}" has no image that can be read.`,
    });
  }
}
