import { checkOption, optionInvalid } from '../../options';
import { type DatasetColumns, datasetRule, describeSize, haveSameSize, imageSizeOf } from '../DatasetColumns';
import { combineFaces } from '../FaceReport';
import { allocatePixels } from '../PixelStore';
import { combineSkipped } from '../skipped';

type NumberArray = Uint8Array | Uint32Array | Float32Array;

/** Implements {@link Dataset.concat}. */
export function concatDatasets(first: DatasetColumns, second: DatasetColumns): DatasetColumns {
  checkOption('other', second, datasetRule);
  const { width, height } = first;
  if (first.labels.join('\n') !== second.labels.join('\n')) {
    throw optionInvalid('other', `a dataset with the labels ${first.labels.join(', ')}`, second.labels.join(', '));
  }
  if (!haveSameSize(first, second)) {
    throw optionInvalid('other', `images of ${describeSize(first)}`, describeSize(second));
  }
  const shared = first.pixels === second.pixels;
  const pixels = shared
    ? first.pixels
    : join(first.pixels, second.pixels, allocatePixels(first.pixels.length + second.pixels.length));
  const images = first.pixels.length / imageSizeOf(first);
  const size = first.rows.length + second.rows.length;
  const rows = shared ? second.rows : second.rows.map((row) => row + images);
  const faces = combineFaces([first.faces, second.faces]);
  const columns = {
    name: first.name === second.name ? first.name : `${first.name}+${second.name}`,
    labels: first.labels,
    width,
    height,
    ...(first.channels === undefined ? {} : { channels: first.channels }),
    pixels,
    rows: join(first.rows, rows, new Uint32Array(size)),
    labelIndices: join(first.labelIndices, second.labelIndices, new Uint8Array(size)),
    splitIndices: join(first.splitIndices, second.splitIndices, new Uint8Array(size)),
    ...joinTexts('sources', first, second),
    ...joinTexts('groups', first, second),
    skipped: combineSkipped([first.skipped, second.skipped]),
    ...(faces === undefined ? {} : { faces }),
  };
  if (first.softLabels === undefined && second.softLabels === undefined) return columns;
  const softLabels = join(softLabelsOf(first), softLabelsOf(second), new Float32Array(size * first.labels.length));
  return { ...columns, softLabels };
}

function join<T extends NumberArray>(first: T, second: T, target: T): T {
  target.set(first);
  target.set(second, first.length);
  return target;
}

/** Joins a column of one text an image, unless both datasets share the images. */
function joinTexts(
  column: 'sources' | 'groups',
  first: DatasetColumns,
  second: DatasetColumns,
): Pick<DatasetColumns, typeof column> {
  const texts = first[column] ?? second[column];
  if (texts === undefined) return {};
  if (first.pixels === second.pixels) return { [column]: texts };
  const textsOf = (dataset: DatasetColumns): readonly (string | undefined)[] =>
    dataset[column] ?? new Array<undefined>(dataset.pixels.length / imageSizeOf(dataset)).fill(undefined);
  return { [column]: [...textsOf(first), ...textsOf(second)] };
}

/** The label distributions, or one-hot labels if there are none. */
export function softLabelsOf({ softLabels, labels, labelIndices }: DatasetColumns): Float32Array {
  if (softLabels !== undefined) return softLabels;
  const hard = new Float32Array(labelIndices.length * labels.length);
  labelIndices.forEach((label, k) => (hard[k * labels.length + label] = 1));
  return hard;
}
