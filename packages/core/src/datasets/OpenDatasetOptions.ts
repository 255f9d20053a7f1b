import type { Abortable } from '../abortable';
import type { FaceDetectorOptions } from '../faces/createFaceDetector';
import type { FaceDetector } from '../faces/FaceDetector';
import type { Channels } from '../images/GrayImage';
import {
  callbackRule,
  custom,
  detectorRule,
  either,
  integer,
  oneOf,
  type Resolved,
  defaultsOf,
  resolveOptions,
  withDefault,
  type OptionTable,
  signalRule,
  textRule,
} from '../options';
import { isRecord } from '../isRecord';
import { checkLabels, labelRule } from './DatasetColumns';
import { isLayout } from './folder/FolderLayout';

/** The formats that {@link openDataset} reads. */
export type DatasetFormatName = 'fer2013-csv' | 'image-folder' | 'image-list' | 'npy' | 'parquet' | 'project';

/** The progress of {@link openDataset}. */
export interface DatasetProgress {
  /** Bytes read so far; of a compressed file, compressed bytes. */
  readonly bytes: number;
  /** Size of the source in bytes, if it is known beforehand. */
  readonly totalBytes?: number;
  /** Rows or images read so far, malformed ones included. */
  readonly rows: number;
  /** Number of rows or images, if it is known beforehand. */
  readonly totalRows?: number;
}

/** The functions of the package hyparquet that read Parquet files. */
export interface ParquetLibrary {
  parquetMetadataAsync(file: ParquetBuffer): Promise<ParquetMetadata>;
  parquetReadObjects(options: {
    readonly file: ParquetBuffer;
    readonly metadata: never;
    readonly columns: string[];
    readonly rowStart: number;
    readonly rowEnd: number;
    readonly utf8: boolean;
  }): Promise<Record<string, unknown>[]>;
}

/** The bytes of a Parquet file. */
interface ParquetBuffer {
  readonly byteLength: number;
  slice(start: number, end?: number): ArrayBuffer;
}

/** The part of a Parquet file's metadata that is read. */
interface ParquetMetadata {
  readonly row_groups: readonly {
    readonly num_rows: bigint | number;
    readonly columns: readonly { readonly meta_data?: { readonly path_in_schema: readonly string[] } }[];
  }[];
  readonly key_value_metadata?: readonly { readonly key: string; readonly value?: string }[];
}

/** Options of {@link openDataset}. */
export interface OpenDatasetOptions extends Abortable {
  /**
   * Format of the source; `auto` detects it from the first bytes and the file names.
   * @default 'auto'
   */
  readonly format?: 'auto' | DatasetFormatName;
  /**
   * Label names in the order of their numbers. In a CSV or `.npy` file they name the numbers 0, 1, ...; of an image folder
   * only the folders with these names are read. `auto` names numbers by FER2013's seven expressions, and takes the names of
   * the folders.
   * @default 'auto'
   */
  readonly labels?: 'auto' | readonly string[];
  /**
   * The levels of an image folder, from the top: `label`, `split/label`, `label/group`, `split/label/group`, `group/label` ...; `*` is a
   * level that says nothing. A group is a person, see {@link Sample.group}. `auto` finds them by the names of the folders, and
   * throws OPTION_INVALID with the readings if there are two.
   * @default 'auto'
   */
  readonly layout?: string;
  /**
   * Width of the dataset's images in pixels, 1 to 4096. Images of another size are resized; the rows of a CSV, which carry
   * no size, must have it.
   * @default 48
   */
  readonly width?: number;
  /**
   * Height of the dataset's images in pixels, 1 to 4096.
   * @default 48
   */
  readonly height?: number;
  /**
   * 1 reads images as grey, 3 in colour, for networks whose input has three channels. A table of grey numbers, such as FER2013's CSV, has
   * no colours: its greys are repeated.
   * @default 1
   */
  readonly channels?: Channels;
  /**
   * Faces in picture files. A network is trained on faces framed as `classify` frames them, so a photo must be cropped to its face.
   *
   * `auto` takes pictures whole that are cropped faces already: those of the dataset's size, and those of at most 64 x 64 pixels, without
   * a look. In the others ferkit's detector finds the faces, and the main one, large and central, is cropped as `classify` crops it. Photos
   * without a face are left out and counted in {@link Dataset.skipped} as `no-face`. A nearly square picture is taken whole as well if it
   * overlaps the frame of its face by 60 %, or if it has at most 128 x 128 pixels and no face is found. Where three or more of 24
   * evenly spaced pictures have one size, the median of them decides about all pictures of that size (88 % of a picture within the frame), and the detector does not look at
   * further ones if they are cropped faces. {@link Dataset.faces} counts both.
   *
   * `false` takes every picture whole. A detector of your own is used for every picture, whatever its size, and stays yours to dispose.
   * A list that tells the box of each face needs no detector.
   * @default 'auto'
   */
  readonly faces?: 'auto' | false | FaceDetector;
  /** Backend of ferkit's own detector, which starts only if faces are looked for. @default 'auto' */
  readonly backend?: NonNullable<FaceDetectorOptions['backend']>;
  /**
   * Treatment of a malformed row or image: `throw` rejects with DATASET_MALFORMED; `skip` leaves it out and counts it in
   * {@link Dataset.skipped}.
   * @default 'throw'
   */
  readonly onBadRow?: 'throw' | 'skip';
  /**
   * Treatment of a CSV without labels, such as Kaggle's `test.csv`: `throw` rejects; `skip` leaves its rows out and counts
   * them in {@link Dataset.skipped}; `{ label }` gives all rows that label, for a dataset that is only predicted.
   * @default 'throw'
   */
  readonly unlabeled?: 'throw' | 'skip' | { readonly label: string };
  /**
   * Path of the file with the labels of the images in a folder, relative to the folder. By default it is found by its content: a table
   * whose rows name an image and its label.
   */
  readonly labelFile?: string;
  /**
   * Use of the votes in a list of images, such as FER+'s `label.csv`: `soft` keeps them as label distributions for training besides the
   * label with the most votes; `hard` keeps that label only.
   * @default 'soft'
   */
  readonly votes?: 'soft' | 'hard';
  /**
   * Loads the package hyparquet, which reads Parquet files: `() => import('hyparquet')`. Node finds an installed one by itself; in a
   * page the bundler must see the import.
   */
  readonly parquet?: () => Promise<ParquetLibrary>;
  /** Name of the dataset in reports; by default the name of the file or folder. */
  readonly name?: string;
  /** Called after each chunk of a file, and after each image of a folder. */
  readonly onProgress?: (progress: DatasetProgress) => unknown;
}

/** Checked options with their defaults. */
export type ReadDatasetOptions = Resolved<OpenDatasetOptions, keyof typeof openDatasetDefaults>;

export const openDatasetTable: OptionTable<
  OpenDatasetOptions,
  | 'format'
  | 'labels'
  | 'layout'
  | 'width'
  | 'height'
  | 'channels'
  | 'faces'
  | 'backend'
  | 'onBadRow'
  | 'unlabeled'
  | 'votes'
> = {
  format: withDefault('auto', oneOf('auto', 'fer2013-csv', 'image-folder', 'image-list', 'npy', 'parquet', 'project')),
  labels: withDefault('auto', either(oneOf('auto'), custom('a list of names', Array.isArray))),
  layout: withDefault<string>(
    'auto',
    custom(
      '"auto", or levels such as "split/label/group": one label, at most one split and one group, "*" for others',
      isLayout,
    ),
  ),
  width: withDefault(48, integer({ from: 1, to: 4096 })),
  height: withDefault(48, integer({ from: 1, to: 4096 })),
  channels: withDefault(1, oneOf(1, 3)),
  faces: withDefault('auto', either(oneOf('auto', false), detectorRule)),
  // The room of datasets knows no backends; the detector checks the choice when it starts.
  backend: withDefault(
    'auto',
    custom(
      'a backend, as createFaceDetector takes it',
      (value) => typeof value === 'string' || (typeof value === 'object' && value !== null),
    ),
  ),
  onBadRow: withDefault('throw', oneOf('throw', 'skip')),
  unlabeled: withDefault(
    'throw',
    either(
      oneOf('throw', 'skip'),
      custom(
        '{ label }',
        (value) => isRecord(value) && Object.keys(value).join() === 'label' && labelRule.accepts(value.label),
      ),
    ),
  ),
  labelFile: textRule,
  parquet: callbackRule,
  votes: withDefault('soft', oneOf('soft', 'hard')),
  name: textRule,
  onProgress: callbackRule,
  signal: signalRule,
};

/** The defaults of {@link OpenDatasetOptions}. */
export const openDatasetDefaults: Required<
  Omit<OpenDatasetOptions, 'labelFile' | 'name' | 'parquet' | 'onProgress' | 'signal'>
> = /* @__PURE__ */ defaultsOf(openDatasetTable);

/**
 * Fills in the defaults and checks the options.
 * @throws OPTION_INVALID
 */
export function resolveOpenDatasetOptions(options: OpenDatasetOptions): ReadDatasetOptions {
  const resolved = resolveOptions(options, openDatasetTable);
  if (resolved.labels !== 'auto') checkLabels(resolved.labels);
  return resolved;
}
