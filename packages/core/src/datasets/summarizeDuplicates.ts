import type { DatasetColumns } from './DatasetColumns';
import type { DuplicateSummary } from './DatasetSummary';
import { numberImages } from './derive/numberImages';

const TRAIN = 1;
const VALIDATION = 2;
const TEST = 4;

/** Counts samples that show identical images. */
export function summarizeDuplicates(dataset: DatasetColumns): DuplicateSummary {
  const images = numberImages(dataset);
  const size = images.length;
  // For the image that is first shown by sample k: how often it is shown, in which splits, and with how many labels.
  const times = new Uint32Array(size);
  const splits = new Uint8Array(size);
  const conflicts = new Uint8Array(size);
  images.forEach((image, k) => {
    times[image]! += 1;
    splits[image]! |= 1 << dataset.splitIndices[k]!;
    if (dataset.labelIndices[image] !== dataset.labelIndices[k]) conflicts[image] = 1;
  });

  const summary = { distinct: 0, groups: 0, rows: 0, conflictingGroups: 0, conflictingRows: 0, groupsAcrossSplits: 0 };
  times.forEach((count, image) => {
    if (count > 0) summary.distinct += 1;
    if (count < 2) return;
    summary.groups += 1;
    summary.rows += count;
    if (![TRAIN, VALIDATION, TEST].includes(splits[image]!)) summary.groupsAcrossSplits += 1;
    if (conflicts[image] === 0) return;
    summary.conflictingGroups += 1;
    summary.conflictingRows += count;
  });
  const copies = { validation: 0, test: 0 };
  images.forEach((image, k) => {
    if ((splits[image]! & TRAIN) === 0) return;
    const split = 1 << dataset.splitIndices[k]!;
    if (split === VALIDATION) copies.validation += 1;
    else if (split === TEST) copies.test += 1;
  });

  const { distinct, groups, rows, conflictingGroups, conflictingRows, groupsAcrossSplits } = summary;
  const conflicting = { groups: conflictingGroups, rows: conflictingRows };
  return { distinct, groups, rows, conflicting, groupsAcrossSplits, copiesOfTrain: copies };
}
