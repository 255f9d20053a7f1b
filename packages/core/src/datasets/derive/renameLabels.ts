import { checkLabels, labelIndexOf } from '../checkColumns';
import type { DatasetColumns } from '../DatasetColumns';

/** Implements {@link Dataset.rename}. */
export function renameLabels(columns: DatasetColumns, names: Readonly<Record<string, string>>): DatasetColumns {
  for (const label of Object.keys(names)) labelIndexOf(columns.labels, label, 'names');
  // Labels may be called as what each object has from its prototype.
  const labels = columns.labels.map((label) => (Object.hasOwn(names, label) ? names[label]! : label));
  checkLabels(labels);
  return { ...columns, labels };
}
