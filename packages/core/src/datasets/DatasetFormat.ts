import type { DatasetColumns } from './DatasetColumns';
import type { DatasetFormatName, ReadDatasetOptions } from './OpenDatasetOptions';
import type { DatasetInput } from './sources/DatasetInput';

/** A kind of file or folder that a dataset can be read from. One file each; `datasetFormats` lists them. */
export interface DatasetFormat {
  readonly name: DatasetFormatName;
  /** What a user would call it, for messages. */
  readonly description: string;
  /** Whether the input is of this format, as far as its first bytes or its files' names tell. */
  recognizes(input: DatasetInput): boolean;
  /**
   * Reads it.
   * @throws DATASET_MALFORMED, DATASET_EMPTY, SOURCE_UNREADABLE
   */
  read(input: DatasetInput, options: ReadDatasetOptions): Promise<DatasetColumns>;
}
