import { ferCsvFormat } from './csv/ferCsvFormat';
import type { DatasetFormat } from './DatasetFormat';
import { imageFolderFormat } from './folder/imageFolderFormat';
import { imageListFormat } from './list/imageListFormat';
import { npyFormat } from './npy/npyFormat';
import { parquetFormat } from './parquet/parquetFormat';
import { projectFormat } from './project/projectFormat';

/** The formats that `openDataset` reads, in the order in which they are tried. */
export const datasetFormats: readonly DatasetFormat[] = [
  projectFormat,
  npyFormat,
  parquetFormat,
  imageListFormat,
  ferCsvFormat,
  imageFolderFormat,
];
