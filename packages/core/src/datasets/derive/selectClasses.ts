import { checkLabels, labelIndexOf } from '../checkColumns';
import type { DatasetColumns } from '../DatasetColumns';
import { mapLabels } from './mapLabels';
import { selectWhere } from './selectSamples';

/** Implements {@link Dataset.classes}. */
export function selectClasses(columns: DatasetColumns, labels: readonly string[]): DatasetColumns {
  checkLabels(labels);
  const kept = labels.map((label) => labelIndexOf(columns.labels, label, 'labels'));
  const selected = selectWhere(columns, (position) => kept.includes(columns.labelIndices[position]!));
  return mapLabels(
    selected,
    labels,
    columns.labels.map((_, index) => kept.indexOf(index)),
  );
}
