import { concatDatasets } from './derive/concatDatasets';
import type { DatasetColumns, SkippedRows } from './DatasetColumns';
import { SPLITS, type Split } from './splits';

/** A dataset that was read on its own, and the split that it is meant for. */
export interface DatasetPart {
  readonly split: Split;
  readonly columns: DatasetColumns;
}

/**
 * Makes one dataset of files for single splits. A part that tells splits of its own keeps them: only what is all `train`,
 * as a file without splits is read, moves to the split that it was given for.
 */
export function combineParts(name: string, parts: readonly DatasetPart[]): DatasetColumns {
  const placed = parts.map(({ split, columns }) => {
    const hasSplits = columns.splitIndices.some((index) => index !== 0);
    const splitIndices = hasSplits ? columns.splitIndices : columns.splitIndices.map(() => SPLITS.indexOf(split));
    return { ...columns, splitIndices };
  });
  const [first, ...others] = placed;
  const combined = others.reduce<DatasetColumns>((sum, part) => concatDatasets(sum, part), first!);
  return { ...combined, name, skipped: combineSkipped(parts) };
}

function combineSkipped(parts: readonly DatasetPart[]): SkippedRows {
  const reports = parts.map(({ columns }) => columns.skipped ?? { count: 0, reasons: [] });
  return {
    count: reports.reduce((sum, { count }) => sum + count, 0),
    reasons: reports.flatMap(({ reasons }) => reasons).slice(0, 5),
  };
}
