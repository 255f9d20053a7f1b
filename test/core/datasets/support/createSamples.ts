import { Dataset, type DatasetColumns, type Split, SPLITS } from '@ferkit/core/datasets';

/** A sample as a test writes it down: label, split, and the one value of its 2 x 2 pixels. */
export type SampleNote = readonly [label: string, split: Split, pixel: number];

/** A dataset of tiny images, so that a test can name each sample. */
export function createSamples(labels: readonly string[], notes: readonly SampleNote[]): Dataset {
  return new Dataset({
    name: 'samples',
    labels,
    width: 2,
    height: 2,
    pixels: Uint8Array.from(notes.flatMap(([, , pixel]) => [pixel, pixel, pixel, pixel])),
    rows: Uint32Array.from(notes, (_, row) => row),
    labelIndices: Uint8Array.from(notes, ([label]) => labels.indexOf(label)),
    splitIndices: Uint8Array.from(notes, ([, split]) => SPLITS.indexOf(split)),
  });
}

/** A dataset with some columns replaced. */
export function changeColumns(columns: DatasetColumns, changes: Partial<DatasetColumns>): Dataset {
  return new Dataset({ ...columns, ...changes });
}

/** The samples of a dataset as notes. */
export function toNotes(dataset: Dataset): SampleNote[] {
  return Array.from({ length: dataset.size }, (_, k) => [
    dataset.label(k),
    dataset.splitOf(k),
    dataset.image(k).pixels[0]!,
  ]);
}
