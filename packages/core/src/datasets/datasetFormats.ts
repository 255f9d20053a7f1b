import { ferCsvFormat } from './csv/ferCsvFormat';
import type { DatasetFormat } from './DatasetFormat';
import { imageFolderFormat } from './folder/imageFolderFormat';
import { imageListFormat } from './list/imageListFormat';
import { npyFormat } from './npy/npyFormat';

/** The formats that `openDataset` reads, in the order in which they are tried. */
export const datasetFormats: readonly DatasetFormat[] = [npyFormat, imageListFormat, ferCsvFormat, imageFolderFormat];
