import { checkLabels } from './DatasetColumns';
import { checkWhole, optionInvalid } from './optionInvalid';

/** The kinds of files that {@link openDataset} reads. */
export type DatasetFormatName = 'fer2013-csv' | 'image-folder' | 'npy';

/** How far the reading of a dataset is. */
export interface DatasetProgress {
  /** Bytes read so far, compressed where the file is. */
  readonly bytes: number;
  /** All bytes there are, where that is known beforehand. */
  readonly totalBytes?: number;
  /** Rows or images read so far, bad ones included. */
  readonly rows: number;
  /** All rows or images there are, where that is known beforehand. */
  readonly totalRows?: number;
}

/** Options of {@link openDataset}. */
export interface OpenDatasetOptions {
  /**
   * What the source is; `auto` finds out from its content and its files' names.
   * @default 'auto'
   */
  readonly format: 'auto' | DatasetFormatName;
  /**
   * The names of the labels, in their order. In a CSV or `.npy` file they name the numbers 0, 1, ...; of an image folder
   * only the folders so named are read. `auto` takes FER2013's seven for numbers, and the names of the folders.
   * @default 'auto'
   */
  readonly labels: 'auto' | readonly string[];
  /**
   * Width of the dataset's images in pixels. Images of another size are resized; the rows of a CSV, which tell no size,
   * must have it.
   * @default 48
   */
  readonly width: number;
  /**
   * Height of the dataset's images in pixels.
   * @default 48
   */
  readonly height: number;
  /**
   * What happens at a malformed row or image: `throw` rejects with DATASET_MALFORMED, `skip` leaves it out and counts it
   * in the dataset's `skipped`.
   * @default 'throw'
   */
  readonly onBadRow: 'throw' | 'skip';
  /**
   * What happens to a CSV without labels, as Kaggle's `test.csv` is: `throw` rejects, `skip` leaves its rows out and
   * counts them in `skipped`, `{ label }` gives them all that label, for those who only want to predict them.
   * @default 'throw'
   */
  readonly unlabeled: 'throw' | 'skip' | { readonly label: string };
  /**
   * The name of the dataset in reports; `auto` takes that of the file or folder.
   * @default 'auto'
   */
  readonly name: string;
  /**
   * Told now and then how far the reading is.
   * @default does nothing
   */
  readonly onProgress: (progress: DatasetProgress) => void;
}

/** The defaults of {@link OpenDatasetOptions}. */
export const openDatasetDefaults: OpenDatasetOptions = {
  format: 'auto',
  labels: 'auto',
  width: 48,
  height: 48,
  onBadRow: 'throw',
  unlabeled: 'throw',
  name: 'auto',
  onProgress: () => undefined,
};

/**
 * Fills in the defaults and checks what is given.
 * @throws OPTION_INVALID
 */
export function resolveOpenDatasetOptions(options: Partial<OpenDatasetOptions>): OpenDatasetOptions {
  const resolved = { ...openDatasetDefaults, ...options };
  const { format, labels, width, height, onBadRow, unlabeled } = resolved;
  if (!['auto', 'fer2013-csv', 'image-folder', 'npy'].includes(format)) {
    throw optionInvalid('format', '"auto", "fer2013-csv", "image-folder" or "npy"', format);
  }
  if (labels !== 'auto') checkLabels(labels);
  checkWhole('width', width, 1, 4096);
  checkWhole('height', height, 1, 4096);
  if (!['throw', 'skip'].includes(onBadRow)) throw optionInvalid('onBadRow', '"throw" or "skip"', onBadRow);
  if (typeof unlabeled === 'string' && !['throw', 'skip'].includes(unlabeled)) {
    throw optionInvalid('unlabeled', '"throw", "skip" or { label }', unlabeled);
  }
  return resolved;
}
