import { labelIndexOf } from '../checkColumns';
import type { DatasetColumns } from '../DatasetColumns';
import { mapLabels } from './mapLabels';
import { optionInvalid } from '../optionInvalid';

/** Implements {@link Dataset.merge}. */
export function mergeLabels(columns: DatasetColumns, from: string, into: string): DatasetColumns {
  const removed = labelIndexOf(columns.labels, from, 'from');
  labelIndexOf(columns.labels, into, 'into');
  if (from === into) throw optionInvalid('into', `another label than "${from}"`, into);
  const labels = columns.labels.filter((label) => label !== from);
  return mapLabels(
    columns,
    labels,
    columns.labels.map((label, index) => labels.indexOf(index === removed ? into : label)),
  );
}
