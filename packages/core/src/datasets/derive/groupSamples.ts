import type { DatasetColumns } from '../DatasetColumns';
import { SPLITS } from '../splits';

/** The positions of the samples that share a label and a split, in their order. */
export interface SampleGroup {
  readonly label: number;
  readonly split: number;
  readonly positions: readonly number[];
}

/** Groups the samples by split and label. Empty groups are left out. */
export function groupSamples(columns: DatasetColumns): SampleGroup[] {
  const { labels, labelIndices, splitIndices } = columns;
  const groups = SPLITS.flatMap((_, split) => labels.map((__, label) => ({ label, split, positions: [] as number[] })));
  for (let k = 0; k < labelIndices.length; k++) {
    groups[splitIndices[k]! * labels.length + labelIndices[k]!]!.positions.push(k);
  }
  return groups.filter(({ positions }) => positions.length > 0);
}
