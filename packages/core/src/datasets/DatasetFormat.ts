import type { DatasetColumns } from './DatasetColumns';
import type { DatasetFormatName, ReadDatasetOptions } from './OpenDatasetOptions';
import type { DatasetInput } from './sources/DatasetInput';

/** A format of files or folders that datasets are read from. Each has a file of its own; `datasetFormats` lists them. */
export interface DatasetFormat {
  readonly name: DatasetFormatName;
  /** The format in a user's words, for messages. */
  readonly description: string;
  /** True if the file names, or the first bytes of files, are of this format. */
  recognizes(input: DatasetInput, options: ReadDatasetOptions): boolean | Promise<boolean>;
  /**
   * Reads the dataset.
   * @throws DATASET_MALFORMED, DATASET_EMPTY, SOURCE_UNREADABLE
   */
  read(input: DatasetInput, options: ReadDatasetOptions): Promise<DatasetColumns>;
}
