import { EXPRESSIONS } from '../../labels';
import type { FolderEntry } from '../../platform/Platform';
import { checkLabels, SPLITS } from '../DatasetColumns';
import type { DatasetFormat } from '../DatasetFormat';
import { findExpression, findSplit } from '../findExpression';
import { malformed } from '../malformed';
import { SkippedLog } from '../skipped';
import { describeValue, optionInvalid } from '../../options';
import { nameOf } from '../sources/DatasetInput';
import { type ImageFile, isImagePath, readImages } from './readImages';

/** Image folders, one per label, optionally inside one folder per split. */
export const imageFolderFormat: DatasetFormat = {
  name: 'image-folder',
  description: 'a folder of "split/label/*.png" or "label/*.png" (or jpg, webp)',
  recognizes: (input) => input.kind === 'files' && input.entries.some(({ path }) => isImagePath(path)),
  async read(input, options) {
    const entries = input.kind === 'files' ? input.entries : [];
    const { labels, images } = readImageLayout(input.name, entries, options.labels);
    const skipped = new SkippedLog(options.onBadRow);
    const { pixels, rows } = await readImages(images, options, skipped);
    return {
      name: nameOf(input.name, options),
      labels,
      width: options.width,
      height: options.height,
      pixels,
      rows,
      labelIndices: Uint8Array.from(rows, (row) => images[row]!.label),
      splitIndices: Uint8Array.from(rows, (row) => images[row]!.split),
      sources: images.map(({ entry }) => entry.path),
      skipped: skipped.report(),
    };
  },
};

/** An image file with the label and split of its folders. */
interface LabeledImage extends ImageFile {
  readonly label: number;
  readonly split: number;
}

/** The images of a folder, and the labels that the folder names give. */
interface ImageLayout {
  readonly labels: readonly string[];
  readonly images: readonly LabeledImage[];
}

/** An image file with the names in its path. */
interface ParsedPath {
  readonly entry: FolderEntry;
  readonly folder: string;
  readonly split: number;
}

/**
 * Derives label and split of each image from its path: `label/file` or `split/label/file`, below any folders. If all label
 * folders are named like FER2013's expressions, they get these labels in FER2013's order; else they keep their names, sorted.
 *
 * @param wanted - the labels to read, in their order; other folders are ignored
 * @throws DATASET_MALFORMED for an image without a label folder; OPTION_INVALID if no folder has a wanted label
 */
function readImageLayout(
  source: string,
  entries: readonly FolderEntry[],
  wanted: 'auto' | readonly string[],
): ImageLayout {
  const parsed = entries.filter(({ path }) => isImagePath(path)).map((entry) => parsePath(source, entry));
  const folders = [...new Set(parsed.map(({ folder }) => folder))].sort();
  const areExpressions = folders.every((folder) => findExpression(folder) !== undefined);
  const labelName = (folder: string): string => (areExpressions ? findExpression(folder)! : folder);
  const found = new Set(folders.map(labelName));
  const sorted = areExpressions ? EXPRESSIONS.filter((expression) => found.has(expression)) : [...found];
  if (wanted === 'auto') checkLabels(sorted);
  const labels = wanted === 'auto' ? sorted : wanted;
  const labelOf = (folder: string): number => {
    const exact = labels.indexOf(folder);
    return exact >= 0 ? exact : labels.indexOf(labelName(folder));
  };
  const images = parsed
    .map(({ entry, folder, split }) => ({ entry, label: labelOf(folder), split }))
    .filter(({ label }) => label >= 0);
  if (images.length === 0)
    throw optionInvalid('labels', `some of the folders ${folders.join(', ')}`, describeValue(wanted));
  // By split, as in FER2013, and within a split by path, because the sort is stable.
  return { labels, images: images.sort((one, other) => one.split - other.split) };
}

function parsePath(source: string, entry: FolderEntry): ParsedPath {
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
