import { EXPRESSIONS } from '../../labels';
import type { FolderEntry } from '../../platform/Platform';
import { checkLabels } from '../checkColumns';
import { findExpression } from '../findExpression';
import { malformed } from '../malformed';
import { optionInvalid } from '../optionInvalid';
import { findSplit } from '../findSplit';
import { SPLITS } from '../splits';
import { isImagePath } from './isImagePath';

/** An image file with what its folders tell. */
export interface LabeledImage {
  readonly entry: FolderEntry;
  readonly label: number;
  readonly split: number;
}

/** The images of a folder, and the labels that its folders name. */
export interface ImageLayout {
  readonly labels: readonly string[];
  readonly images: readonly LabeledImage[];
}

interface PlacedImage {
  readonly entry: FolderEntry;
  readonly folder: string;
  readonly split: number;
}

/**
 * Reads label and split of each image off its path: `label/file` or `split/label/file`, under whatever folders come
 * before. Folders named like FER2013's expressions, all of them, get those labels in their order; others keep their names,
 * sorted.
 *
 * @param wanted - the labels to read, in their order; folders of other names are left out
 * @throws DATASET_MALFORMED, OPTION_INVALID
 */
export function readImageLayout(
  source: string,
  entries: readonly FolderEntry[],
  wanted: 'auto' | readonly string[],
): ImageLayout {
  const placed = entries.filter(({ path }) => isImagePath(path)).map((entry) => place(source, entry));
  const folders = [...new Set(placed.map(({ folder }) => folder))].sort();
  const areExpressions = folders.every((folder) => findExpression(folder) !== undefined);
  const nameOf = (folder: string): string => (areExpressions ? findExpression(folder)! : folder);
  const found = new Set(folders.map(nameOf));
  const sorted = areExpressions ? EXPRESSIONS.filter((expression) => found.has(expression)) : [...found];
  if (wanted === 'auto') checkLabels(sorted);
  const labels = wanted === 'auto' ? sorted : wanted;
  const labelOf = (folder: string): number => {
    const exact = labels.indexOf(folder);
    return exact >= 0 ? exact : labels.indexOf(nameOf(folder));
  };
  const images = placed
    .map(({ entry, folder, split }) => ({ entry, label: labelOf(folder), split }))
    .filter(({ label }) => label >= 0);
  if (images.length === 0) throw optionInvalid('labels', `some of the folders ${folders.join(', ')}`, wanted);
  // Splits one after the other, as in FER2013; within one by path. The sort is stable.
  return { labels, images: images.sort((one, other) => one.split - other.split) };
}

function place(source: string, entry: FolderEntry): PlacedImage {
  const folders = entry.path.split('/').slice(0, -1);
  const folder = folders.at(-1);
  if (folder === undefined || findSplit(folder) >= 0) {
    throw malformed({
      source,
      expected: 'images at "label/file" or "split/label/file"',
      received: JSON.stringify(entry.path),
      next: `Put each image into a folder named like its label; splits are named ${SPLITS.join(', ')}.`,
    });
  }
  return { entry, folder, split: Math.max(findSplit(folders.at(-2) ?? ''), 0) };
}
